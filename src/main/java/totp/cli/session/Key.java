package totp.cli.session;

/**
 * A key that somebody pressed.
 *
 * @param code of {@code TEXT} the character, of {@code CONTROL} the letter in lower case, of {@code FUNCTION} the number; else 0
 */
public record Key(Kind kind, int code) {
    /** What kinds there are, as far as anybody asks. */
    public enum Kind {
        TEXT,
        ENTER,
        ESCAPE,
        /** Takes back what was typed last. */
        ERASE,
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        CONTROL,
        FUNCTION,
        /** All others, which mean nothing here. */
        OTHER
    }

    static Key of(Kind kind) {
        return new Key(kind, 0);
    }

    public boolean is(Kind wanted) {
        return kind == wanted;
    }

    /** Whether it is this letter, with Ctrl held. */
    public boolean isControl(char letter) {
        return kind == Kind.CONTROL && code == letter;
    }

    public boolean isText(char character) {
        return kind == Kind.TEXT && code == character;
    }

    /** The character that was typed; empty for all other keys. */
    public String text() {
        return kind == Kind.TEXT ? Character.toString(code) : "";
    }
}
