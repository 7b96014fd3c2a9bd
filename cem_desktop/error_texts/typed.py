"""Words for errors of what a person typed."""

from __future__ import annotations

from cem_desktop import errors as e
from cem_desktop.error_texts.kept import Texts, no_change, nothing_taken, typed_kept
from cem_desktop.i18n import _

TEXTS: Texts = {
    e.InputError: lambda: (
        _("Please look at this again"),
        _("Something typed cannot be accepted."),
        typed_kept(),
        _("Correct it and try again."),
    ),
    e.InvalidCaseCodeError: lambda: (
        _("That is not a case code"),
        _("A case code has eight symbols, as in 7KQ4-M2XZ; one of these is wrong or missing."),
        typed_kept(),
        _("Compare it with the paper, symbol by symbol. B, I, L, O, S, U and V are never used."),
    ),
    e.CodeNotReservedError: lambda: (
        _("This centre does not know that code"),
        _("It was not drawn here for paper, and no file of this centre has it."),
        typed_kept(),
        _(
            "Compare it with the paper. If it is another centre's, leave the code empty: the "
            "program gives a new one."
        ),
    ),
    e.AnswersInvalidError: lambda: (
        _("The ficha cannot be closed yet"),
        _("Some answers are missing or do not agree with each other."),
        _("Everything you answered is kept as a draft."),
        _("Press F8 to go to the next answer to mend. You may also leave it as a draft."),
    ),
    e.AnswersTooLongError: lambda: (
        _("The texts of this ficha are too long"),
        _("Together they pass what one ficha can keep; perhaps a whole document was pasted."),
        typed_kept(),
        _("Shorten the longest text, or divide it between two fichas, and close it again."),
    ),
    e.DocumentEmptyError: lambda: (
        _("The document has no text yet"),
        _("There is nothing in it that could be frozen."),
        _("What was written stays as it is."),
        _("Open it, write at least one part, and freeze it then."),
    ),
    e.DocumentDisputedError: lambda: (
        _("Two answers of this document contradict each other"),
        _("As long as nobody has settled which one stands, the document has no text of its own."),
        _("Both answers are kept."),
        _("Open the document, settle the conflict, and try again."),
    ),
    e.PlaceholderUnknownError: lambda: (
        _("Something between braces is no placeholder"),
        _("Nothing could be put in its place on paper."),
        _("The text stays as it was written; nothing was frozen."),
        _("Open the document: the hint under the text shows which ones the program knows."),
    ),
    e.WeakPassphraseError: lambda: (
        _("That passphrase is too easy to guess"),
        _("Whoever steals this computer could try it out."),
        no_change(),
        _("Use the suggested words, or at least six words that have nothing to do with you."),
    ),
    e.WeakPinError: lambda: (
        _("That PIN is too easy to guess"),
        _("It takes four to eight digits, and no row, repetition or year."),
        no_change(),
        _("Choose digits that have nothing to do with you."),
    ),
    e.LoginTakenError: lambda: (
        _("That user name is taken"),
        _("Another person of this workspace has it."),
        typed_kept(),
        _("Choose another user name."),
    ),
    e.TableFileError: lambda: (
        _("The table cannot be read"),
        _("Its columns or numbers are not as they should be."),
        nothing_taken(),
        _("Open the file in a spreadsheet, correct the line named, and try again."),
    ),
    e.RecoveryWordsError: lambda: (
        _("These recovery words do not open anything"),
        _("A word is missing or mistyped, or the paper belongs to another workspace or time."),
        _("Nothing was opened or changed, and you can try as often as you need."),
        _("Compare each word with the paper. If a newer paper was printed, use that one."),
    ),
}
