"""Nothing written is ever lost on its way: histories of loss, repetition, restoring and cloning.

The mutants show that the histories are hard enough: each plausible mistake loses something.
"""

from __future__ import annotations

import pytest
from feed_model import Rules, World, ignoring_the_epoch, ignoring_the_head, play
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

HISTORIES = 600

MUTANTS = {
    "headquarters' restored epoch is ignored": Rules(on_receipt=ignoring_the_epoch),
    "another head at the same place is ignored": Rules(on_receipt=ignoring_the_head),
    "what was exported counts as sent": Rules(sent_at_export=True),
    "a restored registry takes the next epoch of its backup": Rules(epoch_from_backup=True),
}


def test_no_history_loses_anything():
    assert [seed for seed in range(HISTORIES) if play(Rules(), seed).lost()] == []


@pytest.mark.parametrize("mutant", MUTANTS)
def test_each_mutant_is_caught(mutant):
    assert any(play(MUTANTS[mutant], seed).lost() for seed in range(HISTORIES))


class Histories(RuleBasedStateMachine):
    """The same world, played by hypothesis, which shrinks what fails."""

    def __init__(self):
        super().__init__()
        self.world = World()

    @rule(number=st.integers(0, 3))
    def write(self, number):
        self.world.write(number % len(self.world.offices))

    @rule(number=st.integers(0, 3))
    def export(self, number):
        self.world.export(number % len(self.world.offices))

    @precondition(lambda self: self.world.parcels)
    @rule(number=st.integers(0, 50))
    def carry_parcel(self, number):
        self.world.carry_parcel(number % len(self.world.parcels))

    @precondition(lambda self: self.world.receipts)
    @rule(number=st.integers(0, 50), office=st.integers(0, 3))
    def carry_receipt(self, number, office):
        self.world.carry_receipt(
            number % len(self.world.receipts), office % len(self.world.offices)
        )

    @rule(number=st.integers(0, 3))
    def back_up_office(self, number):
        self.world.back_up_office(number % len(self.world.offices))

    @precondition(lambda self: self.world.office_backups)
    @rule(number=st.integers(0, 9))
    def restore_office(self, number):
        self.world.restore_office(number % len(self.world.office_backups))

    @precondition(lambda self: len(self.world.offices) < 4)
    @rule(number=st.integers(0, 3))
    def clone_office(self, number):
        self.world.clone_office(number % len(self.world.offices))

    @rule()
    def back_up_registry(self):
        self.world.back_up_registry()

    @precondition(lambda self: self.world.registry_backups)
    @rule(number=st.integers(0, 9))
    def restore_registry(self, number):
        self.world.restore_registry(number % len(self.world.registry_backups))

    @invariant()
    def nobody_acknowledges_what_was_never_written(self):
        for office in self.world.offices:
            assert 0 <= office.acked <= len(office.entries)

    def teardown(self):
        self.world.settle()
        assert not self.world.lost()


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
