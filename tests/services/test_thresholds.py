"""The limits of an office's own: what is taken, and what is refused with a sentence."""

import dataclasses

import pytest

from jixiao.model import JixiaoError
from jixiao.services.thresholds import Thresholds, text


def written(tmp_path, words, encoding="utf-8"):
    file = tmp_path / "界限.toml"
    file.write_bytes(words.encode(encoding))
    return file


def test_the_built_in_file_states_every_limit_once_and_says_what_each_is():
    for field in dataclasses.fields(Thresholds):
        lines = [line for line in text().splitlines() if line.split("=")[0].strip() == field.name]
        assert len(lines) == 1, field.name
        assert "# " in lines[0], f"{field.name} is not explained"


def test_a_file_with_a_few_lines_leaves_the_rest_as_it_is(tmp_path):
    own = Thresholds.read(written(tmp_path, 'rate_red = 0.5\nignore = ["JX523"]\n'))
    assert (own.rate_red, own.ignore) == (0.5, ("JX523",))
    assert dataclasses.replace(own, rate_red=0.6, ignore=()) == Thresholds.read()


def test_the_handed_out_file_is_itself_a_valid_one(tmp_path):
    assert Thresholds.read(written(tmp_path, text())) == Thresholds.read()


def test_an_empty_file_changes_nothing(tmp_path):
    assert Thresholds.read(written(tmp_path, "")) == Thresholds.read()


def test_a_file_saved_by_the_windows_editor_with_a_byte_order_mark_is_read(tmp_path):
    assert Thresholds.read(written(tmp_path, "score_high = 95\r\n", "utf-8-sig")).score_high == 95
    assert Thresholds.read(written(tmp_path, "score_high = 95\r\n", "utf-16")).score_high == 95


def test_a_whole_number_will_do_for_a_share(tmp_path):
    assert Thresholds.read(written(tmp_path, "equal_share = 1\n")).equal_share == 1


@pytest.mark.parametrize(("words", "said"), [
    ("rate_rot = 0.5", "没有 rate_rot 这一项。是不是 rate_red？"),
    ("[rollup]\nrate_red = 0.5", "没有 rollup 这一项"),
    ("rate_red = '0.5'", "rate_red 应是不小于 0 的数，现在是 '0.5'"),
    ("rate_red = true", "rate_red 应是不小于 0 的数"),
    ("rate_red = -0.1", "rate_red 应是不小于 0 的数，现在是 -0.1"),
    ("rate_red = nan", "rate_red 应是不小于 0 的数"),
    ("rate_red = inf", "rate_red 应是不小于 0 的数"),
    ("equal_rows = 2.5", "equal_rows 应是不小于 0 的整数，现在是 2.5"),
    ('ignore = "JX523"', "ignore 应是一列检查编号"),
    ("ignore = [523]", "ignore 应是一列检查编号"),
    ('ignore = ["总分不符"]', "ignore 应是一列检查编号"),
    ("rate_red 0.5", "不是 TOML"),
    ("rate_red = 0.5\nrate_red = 0.6", "不是 TOML"),
])
def test_what_cannot_be_meant_is_refused_with_the_file_and_the_key(tmp_path, words, said):
    file = written(tmp_path, words)
    with pytest.raises(JixiaoError) as refused:
        Thresholds.read(file)
    assert said in refused.value.text.zh
    assert str(file) in refused.value.text.zh


def test_a_file_in_another_encoding_is_refused_as_no_toml(tmp_path):
    with pytest.raises(JixiaoError, match="不是 TOML"):
        Thresholds.read(written(tmp_path, "rate_red = 0.5 # 执行率", "gb18030"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(JixiaoError, match=r"没有这个文件\.toml 打不开"):
        Thresholds.read(tmp_path / "没有这个文件.toml")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(JixiaoError, match="打不开"):
        Thresholds.read(tmp_path)
