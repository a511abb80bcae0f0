package totp.cli.session;

import totp.vault.VaultException;

/** How a command ended, for scripts; {@code docs/exit-codes.md} is the same table for people. */
public enum ExitCode {
    DONE(0, "done"),
    BUG(1, "unexpected error"),
    USAGE(2, "usage"),
    NOT_FOUND(3, "nothing found"),
    AMBIGUOUS(4, "ambiguous name"),
    CANNOT_ASK(5, "needs an answer and cannot ask"),
    WRONG_SECRET(6, "wrong passphrase, recovery key or key file"),
    NO_VAULT(7, "no vault there"),
    DAMAGED(8, "vault damaged, not a vault, or made by a newer version"),
    BUSY(9, "vault busy"),
    AWS_REFUSED(10, "AWS refused, or no usable credentials"),
    BAD_INPUT(11, "input not usable"),
    EXISTS(12, "would overwrite"),
    IO(13, "input/output failure"),
    ROLLED_BACK(14, "vault rolled back or diverged"),
    AWS_UNREACHABLE(15, "AWS unreachable or outcome unknown"),
    FINDINGS(16, "`aws audit`: a finding at or above `--fail-on`"),
    /** The Java runtime ends so, once everything is cleaned up. */
    HUNG_UP(129, "ended by SIGHUP"),
    INTERRUPTED(130, "interrupted, or answered no"),
    /** What a shell reports of a program that SIGPIPE ended. */
    READER_LEFT(141, "the reader of the output left"),
    TERMINATED(143, "ended by SIGTERM");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }

    /** The one with this number; {@code BUG} if there is none. */
    public static ExitCode numbered(int number) {
        for (ExitCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return BUG;
    }

    public static ExitCode of(VaultException.Reason reason) {
        return switch (reason) {
            case ABSENT -> NO_VAULT;
            case IO, UNKNOWN, UNSAFE_PLACE, STATE_DAMAGED, MEMORY -> IO;
            case BUSY -> BUSY;
            case EXISTS, TAKEN -> EXISTS;
            case NOT_A_VAULT,
                    NEWER,
                    SIZE,
                    FIELD,
                    KDF_BOUNDS,
                    SLOT_DAMAGED,
                    HEADER_DAMAGED,
                    PAYLOAD_DAMAGED,
                    PADDING,
                    CONTENT -> DAMAGED;
            case NO_SUCH_SLOT, WRONG_SECRET, OTHER_KEYS -> WRONG_SECRET;
            case ROLLED_BACK, DIVERGED, FORGOTTEN -> ROLLED_BACK;
            case LIMIT -> BAD_INPUT;
            case GONE -> NOT_FOUND;
        };
    }
}
