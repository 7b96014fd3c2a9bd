"""Short histories of the simulation in every test run; the long ones are ``benchmarks.simulate``.

A failure tells the seed and every act: ``python -m benchmarks.simulate --histories 1 --seed SEED``
plays it again. Hypothesis plays the same acts and shrinks what fails.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sim_field import SimField
from sim_forger import Forger
from sim_history import NUMBERS, WEIGHTS, finish, perform, play
from sim_mutants import MUTANTS, planted
from sim_sites import Template
from sim_world import FaultFoundError, SimWorld, world_of

HISTORIES = 4
CAUGHT_BY = {
    "what was exported counts as sent": [("open_case", 0), ("export", 0)],
    "headquarters' epoch is ignored": [("central_relapse", 0)],
    "another head at the same place is ignored": [("relapse", 1)],
    "a restored headquarters keeps its epoch": [("central_relapse", 0)],
    "a restored headquarters asks its clock alone": [
        ("back_up_central",), ("open_case", 0), ("round_trip", 0), ("set_central_clock", 6),
        ("restore_central", 0), ("round_trip", 0), ("round_trip", 0),
        ("set_central_clock", 3), ("restore_central", 0),
    ],
    "a new feed begins empty": [("relapse", 1)],
    "a second history is taken for the first": [
        ("back_up", 1), ("open_case", 1), ("round_trip", 1), ("restore", 1, -1),
        ("open_case", 1), ("open_case", 1), ("round_trip", 1),
    ],
    "a gap is closed over": [("central_relapse", 0)],
    "a receipt covers one entry more": [
        ("open_case", 0), ("export", 0), ("open_case", 0), ("carry", 0), ("answer",), ("hear", 0, 0),
    ],
    "a laptop purges before it has a receipt": [("hasty_farewell", 0)],
    "a laptop goes on after the end of a lease": [("hasty_farewell", 0)],
    "what a thief writes after the cut counts": [("day_on_the_road", 0), ("steal", 0)],
    "an office that was put back tells no laptop": [
        ("back_up", 0), ("day_on_the_road", 0), ("exchange", 0), ("restore", 0, 0),
    ],
}  # fmt: skip
"""A short history in which each broken rule shows; random ones find them too."""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return Template(tmp_path_factory.mktemp("simulation"))


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_a_history_loses_nothing(template, seed):
    played = play(template, seed)
    assert not played.fault, played.told()


def test_the_same_seed_plays_the_same_acts(template):
    assert play(template, 3).history == play(template, 3).history


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_rule_is_caught(template, mutant):
    assert not told(template, CAUGHT_BY[mutant])
    with planted(mutant):
        assert told(template, CAUGHT_BY[mutant])


def told(template, acts):
    """Play these acts and fair rounds; return the fault that was found, "" where all held."""
    with world_of(template) as world:
        players = (world, Forger(world), SimField(world, world.laptops))
        try:
            for name, *numbers in acts:
                perform(players, name, numbers)
            finish(players)
        except FaultFoundError as fault:
            return str(fault)
    return ""


class Histories(RuleBasedStateMachine):
    """The acts of the simulation, chosen and shrunk by hypothesis."""

    template: Template

    def __init__(self):
        super().__init__()
        self.world = SimWorld(self.template)
        self.players = (
            self.world,
            Forger(self.world),
            SimField(self.world, self.world.laptops),
        )

    @rule(name=st.sampled_from(sorted(WEIGHTS)), numbers=st.lists(st.integers(0, 9), min_size=4))
    def happen(self, name, numbers):
        perform(self.players, name, numbers[: NUMBERS[name]])

    def teardown(self):
        try:
            finish(self.players)
        finally:
            self.world.close()


@pytest.fixture
def machine(template):
    Histories.template = template
    return Histories.TestCase


def test_hypothesis_finds_no_history_that_loses(machine):
    machine.settings = settings(
        max_examples=6,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()
