"""Policies: each loads, each value has its basis, and mistakes are said in full."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jixiao.scoring.coercion import coerce, write
from jixiao.scoring.parameters import schema
from jixiao.scoring.policy import OVERRIDE_BASIS, PolicyError, load, names

EXPECTED = {"mof-2020", "mof-2021-cost", "platform", "hubei", "sichuan", "hunan", "guangdong", "hengyang-2023"}


def test_the_built_in_policies_are_there():
    assert set(names()) >= EXPECTED


@pytest.mark.parametrize("name", names())
def test_every_value_of_every_policy_has_a_basis_and_a_meaning(name):
    for setting in load(name).parameters():
        assert setting.basis.strip()
        assert setting.meaning.zh
        assert setting.meaning.en


@pytest.mark.parametrize("name", names())
def test_every_value_is_written_so_that_it_can_be_read_back(name):
    policy = load(name)
    for key, item in schema().items():
        assert coerce(item.type, write(getattr(policy, key))) == getattr(policy, key), key


@pytest.mark.parametrize("name", names())
def test_every_weight_scheme_makes_a_hundred(name):
    for scheme in load(name).weight_schemes:
        assert sum(share.weight for share in scheme.shares) == 100


def test_the_default_reading():
    policy = load()
    assert (policy.binary_reading, policy.reverse_unmet, policy.over_target, policy.month_limit) == (
        "binary", "target/actual", Fraction(13, 10), "end")


@pytest.mark.parametrize(("name", "key", "value"), [
    ("platform", "reverse_unmet", "1-(actual-target)/target"), ("platform", "over_target", Fraction(6, 5)),
    ("hubei", "partial_from", Fraction(1, 2)), ("hubei", "grade_required", False),
    ("sichuan", "execution_reason_below", Fraction(9, 10)), ("hengyang-2023", "threshold", Fraction(3, 5))])
def test_what_a_policy_states_differently(name, key, value):
    assert getattr(load(name), key) == value


def test_a_policy_without_a_source_says_so():
    assert load("guangdong").lineage == ("guangdong", "mof-2020")
    assert load("platform").basis("reverse_unmet") == "平台常见算法（非依据）"


@pytest.mark.parametrize(("name", "sums", "fits"), [
    ("mof-2020", {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, True),
    ("mof-2020", {"产出指标": 49, "效益指标": 31, "满意度指标": 10}, False),
    ("mof-2020", {"产出指标": 50, "效益指标": 30, "满意度指标": 10, "管理指标": 0}, False),
    ("mof-2020", {"预算执行率": 10, "产出指标": 50, "效益指标": 30, "服务对象满意度指标": 10}, True),
    ("mof-2021-cost", {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}, True),
    ("mof-2021-cost", {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, True),
    ("hubei", {"产出指标": 40, "效益指标": 25, "满意度指标": 15}, True),
    ("sichuan", {"产出指标": 60, "效益指标": 20, "满意度指标": 10}, True),
    ("hengyang-2023", {"产出指标": 40, "效益指标": 40, "满意度指标": 20}, True)])
def test_weight_schemes_fit_sums_by_first_level(name, sums, fits):
    weights = {level: Fraction(points) for level, points in sums.items()}
    assert any(scheme.fits(weights) for scheme in load(name).weight_schemes) is fits


class TestOverrides:
    def test_an_override_changes_one_value_and_its_basis(self):
        policy = load().with_overrides({"binary_reading": "proportional", "threshold": "50%"})
        assert (policy.binary_reading, policy.threshold) == ("proportional", Fraction(1, 2))
        assert policy.basis("threshold") == OVERRIDE_BASIS
        assert policy.basis("over_target") == load().basis("over_target")
        assert load().binary_reading == "binary"

    def test_a_misspelled_key_is_met_with_the_nearest(self):
        with pytest.raises(PolicyError) as error:
            load().with_overrides({"binary_readng": "binary"})
        assert "binary_readng" in str(error.value)
        assert "是否指 binary_reading" in str(error.value)
        assert "did you mean binary_reading" in error.value.text.en

    @pytest.mark.parametrize(("key", "value", "allowed"), [
        ("binary_reading", "both", "threshold-excess"), ("before_inclusive", "maybe", "true"),
        ("threshold", "many", "0.60"), ("threshold", "-1", "0.60"), ("threshold", "1/0", "0.60"),
        ("score_places", "2.5", "整数"), ("grades", "优 1, 良 2", "由高到低"), ("weight_schemes", "nothing", "执行率 10"),
        ("threshold", "1e9999999", "0.60")])
    def test_a_bad_value_is_met_with_what_is_allowed(self, key, value, allowed):
        with pytest.raises(PolicyError) as error:
            load().with_overrides({key: value})
        assert key in str(error.value)
        assert value in str(error.value)
        assert allowed in str(error.value)

    def test_a_policy_cannot_be_changed_in_place(self):
        with pytest.raises(AttributeError):
            load().threshold = Fraction(1)


class TestFiles:
    def write(self, folder, name, text):
        (folder / f"{name}.toml").write_text(text, "utf-8")

    def test_a_folder_adds_a_policy_with_one_file(self, tmp_path):
        self.write(tmp_path, "ours", 'extends = "hubei"\nbasis = "本单位办法"\n[parameters]\nover_target = 1.5\n')
        policy = load("ours", folders=(tmp_path,))
        assert (policy.over_target, policy.partial_from) == (Fraction(3, 2), Fraction(1, 2))
        assert policy.basis("over_target") == "本单位办法"
        assert policy.lineage == ("ours", "hubei", "mof-2020")

    def test_a_cycle_is_named(self, tmp_path):
        self.write(tmp_path, "one", 'extends = "two"')
        self.write(tmp_path, "two", 'extends = "one"')
        with pytest.raises(PolicyError, match="one → two → one"):
            load("one", folders=(tmp_path,))

    @pytest.mark.parametrize(("text", "named"), [
        ('extends = "mof-2020"\nbasis = "x"\n[parameters]\nthreshhold = 1\n', ("threshhold", "threshold")),
        ('extends = "mof-2020"\nbasis = "x"\n[parameters]\nmonth_limit = "middle"\n', ("month_limit", "end、start")),
        ('extends = "mof-2020"\n[parameters]\nthreshold = 0.5\n', ("threshold", "依据")),
        ('extend = "mof-2020"\n', ("extend", "是否指 extends")),
        ('title = "alone"\nbasis = "x"\n', ("binary_reading", "extends")),
        ("not toml", ("TOML",))])
    def test_a_mistake_names_file_and_key(self, tmp_path, text, named):
        self.write(tmp_path, "wrong", text)
        with pytest.raises(PolicyError) as error:
            load("wrong", folders=(tmp_path,))
        assert all(word in str(error.value) for word in ("wrong.toml", *named))

    @pytest.mark.parametrize("name", ["hubai", "../hubei", "", "/etc/passwd"])
    def test_an_unknown_name_lists_the_known_ones(self, name):
        with pytest.raises(PolicyError, match="mof-2020"):
            load(name)
