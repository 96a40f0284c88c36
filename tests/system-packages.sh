#!/bin/sh
# LibreOffice opens what we write.  In CI it is installed here; elsewhere this only says what to install.
set -eu
if command -v soffice >/dev/null 2>&1 && /usr/bin/python3 -c 'import uno' 2>/dev/null; then
    exit 0
fi
if [ "${CI:-}" = "true" ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends libreoffice-calc python3-uno fonts-noto-cjk strace >/dev/null
    exit 0
fi
echo "未找到 LibreOffice（或它的 python3-uno），将略过用它打开结果的测试（标记 libreoffice）。安装：sudo apt-get install libreoffice-calc python3-uno fonts-noto-cjk"
echo "LibreOffice (or its python3-uno) not found: tests marked libreoffice are left out. Install: sudo apt-get install libreoffice-calc python3-uno fonts-noto-cjk"
