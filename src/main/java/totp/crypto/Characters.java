package totp.crypto;

/** The characters of a UTF-8 text one after the other, those that nobody sees left out; no {@code String} is made. */
public final class Characters {
    /** Behind the last one. */
    static final int END = -1;

    /** In the place of bytes that are no UTF-8. */
    private static final int DAMAGED = 0xFFFD;

    private final byte[] text;
    private int at;
    private int begin;
    private int count;

    Characters(byte[] text) {
        this.text = text;
    }

    /** The next one that is neither blank nor ignorable, or {@link #END}. */
    int next() {
        while (at < text.length) {
            begin = at;
            int c = codePoint();
            count++;
            if (!Unseen.isBlank(c) && !Unseen.isIgnorable(c)) {
                return c;
            }
        }
        return END;
    }

    /** How many characters there were up to the last one, those left out included. */
    int count() {
        return count;
    }

    private int codePoint() {
        int first = text[at++];
        if (first >= 0) {
            return first;
        }
        int more = first >> 5 == -2 ? 1 : first >> 4 == -2 ? 2 : first >> 3 == -2 ? 3 : 0;
        int value = first & (0x3f >> more);
        for (int i = 0; i < more; i++) {
            if (at == text.length || text[at] >> 6 != -2) {
                return DAMAGED;
            }
            value = value << 6 | (text[at++] & 0x3f);
        }
        return more == 0 || value > Character.MAX_CODE_POINT ? DAMAGED : value;
    }

    /** The text without blanks, line ends and ignorable characters around it, as a secret of its own. */
    public static Secret trimmed(Secret text) {
        return text.use(bytes -> {
            Characters characters = new Characters(bytes);
            int from = -1;
            int to = 0;
            while (characters.next() != END) {
                from = from < 0 ? characters.begin : from;
                to = characters.at;
            }
            return Secret.copyOf(bytes, Math.max(from, 0), to);
        });
    }
}
