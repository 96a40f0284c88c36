#!/bin/sh
# LibreOffice opens what we write, Chromium the pages.  In CI they are installed here; elsewhere this only says what to install.
set -eu
missing=""
has() { command -v "$1" >/dev/null 2>&1; }
has soffice || missing="$missing libreoffice-calc"
# Word documents are opened by a part of it that may be lacking.
{ has soffice && [ -e "$(dirname "$(readlink -f "$(command -v soffice)")")/libswlo.so" ]; } || missing="$missing libreoffice-writer"
/usr/bin/python3 -c 'import uno' 2>/dev/null || missing="$missing python3-uno"
has chromium || missing="$missing chromium"
has chromedriver || missing="$missing chromium-driver"
has strace || missing="$missing strace"
# Without a Chinese font pages and sheets come out as boxes.
{ has fc-list && fc-list :lang=zh | grep -q .; } || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if [ "${CI:-}" = "true" ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # one word a package
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "未找到测试要用的：$missing。用到它们的测试（标记 libreoffice、chromium）将略过。安装：sudo apt-get install$missing"
echo "Not found:$missing. Tests that need them (marked libreoffice, chromium) are left out. Install: sudo apt-get install$missing"
