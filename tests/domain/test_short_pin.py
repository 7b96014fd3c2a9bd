import pytest

from cem_desktop.domain.short_pin import is_pin, is_trivial


@pytest.mark.parametrize("text", ["", "123", "123456789", "12a4", "１２３４", "12 34", "-1234"])
def test_what_is_no_pin(text):
    assert not is_pin(text)


@pytest.mark.parametrize(
    "pin",
    ["0000", "1111", "1234", "4321", "7890", "98765432", "1212", "123123", "1221", "1984", "2026"],
)
def test_what_anybody_tries_first(pin):
    assert is_pin(pin)
    assert is_trivial(pin)


@pytest.mark.parametrize("pin", ["4071", "90352", "18273645", "3108"])
def test_what_may_stand(pin):
    assert is_pin(pin)
    assert not is_trivial(pin)
