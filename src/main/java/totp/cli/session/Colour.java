package totp.cli.session;

/** How something stands out on a terminal: by the sixteen colours that every one has, as its owner set them. */
public enum Colour {
    NONE(""),
    BOLD("1"),
    RED("31"),
    YELLOW("33");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    /** The text in this colour, where it is seen; ECMA-48, select graphic rendition. */
    String of(String text, boolean seen) {
        return seen && this != NONE ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
