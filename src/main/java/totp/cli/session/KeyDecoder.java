package totp.cli.session;

import java.util.Optional;
import totp.cli.session.Key.Kind;

/**
 * Makes keys of the bytes that a terminal sends for them: UTF-8 for text, control characters, and sequences behind an escape
 * character (ECMA-48 and what xterm made of it). The key Escape sends that same character alone, so that only time tells: who
 * feeds this says when nothing more has come for a while.
 */
public final class KeyDecoder {
    private static final int ESC = 0x1b;
    private static final int DEL = 0x7f;

    /** The longest that is any key's; what goes on beyond is none. */
    private static final int SEQUENCE_MAX = 16;

    private static final int REPLACEMENT = 0xfffd;

    private final StringBuilder sequence = new StringBuilder();
    private int character;
    private int bytesLeft;

    /** Takes one byte; gives a key if that was its last one. */
    public Optional<Key> take(int b) {
        if (!sequence.isEmpty()) {
            return inSequence(b);
        }
        if (bytesLeft > 0) {
            return inCharacter(b);
        }
        if (b == ESC) {
            sequence.append((char) b);
            return Optional.empty();
        }
        return b < 0x80 ? Optional.of(ascii(b)) : firstOfCharacter(b);
    }

    /** Whether time may tell what the bytes so far are. */
    public boolean isWaiting() {
        return !sequence.isEmpty();
    }

    /** Nothing more has come: what there is of a sequence is all. */
    public Key timeOut() {
        Kind kind = sequence.length() == 1 ? Kind.ESCAPE : Kind.OTHER;
        sequence.setLength(0);
        return Key.of(kind);
    }

    private static Key ascii(int b) {
        return switch (b) {
            case '\r', '\n' -> Key.of(Kind.ENTER);
            case '\b', DEL -> Key.of(Kind.ERASE);
            default -> b < ' ' ? new Key(Kind.CONTROL, b + 'a' - 1) : new Key(Kind.TEXT, b);
        };
    }

    private Optional<Key> firstOfCharacter(int b) {
        if (b >= 0xf0 && b < 0xf8) {
            bytesLeft = 3;
            character = b & 0x07;
        } else if (b >= 0xe0 && b < 0xf0) {
            bytesLeft = 2;
            character = b & 0x0f;
        } else if (b >= 0xc0 && b < 0xe0) {
            bytesLeft = 1;
            character = b & 0x1f;
        } else {
            return Optional.of(new Key(Kind.TEXT, REPLACEMENT));
        }
        return Optional.empty();
    }

    private Optional<Key> inCharacter(int b) {
        if ((b & 0xc0) != 0x80) {
            bytesLeft = 0;
            return take(b); // the rest never came
        }
        character = (character << 6) | (b & 0x3f);
        bytesLeft--;
        if (bytesLeft > 0) {
            return Optional.empty();
        }
        boolean valid = Character.isValidCodePoint(character) && Character.getType(character) != Character.SURROGATE;
        return Optional.of(new Key(Kind.TEXT, valid ? character : REPLACEMENT));
    }

    private Optional<Key> inSequence(int b) {
        if (b == ESC) {
            Key before = timeOut();
            sequence.append((char) b);
            return Optional.of(before);
        }
        sequence.append((char) b);
        boolean goesOn = switch (sequence.length()) {
            case 2 -> b == '[' || b == 'O';
            case 3 -> b == '[' || isParameter(b); // the console of Linux sends a second bracket
            default -> isParameter(b) && sequence.length() < SEQUENCE_MAX;
        };
        if (goesOn) {
            return Optional.empty();
        }
        String whole = sequence.substring(1);
        sequence.setLength(0);
        return Optional.of(named(whole));
    }

    private static boolean isParameter(int b) {
        return b >= ' ' && b < '@';
    }

    private static Key named(String sequence) {
        return switch (sequence) {
            case "[A", "OA" -> Key.of(Kind.UP);
            case "[B", "OB" -> Key.of(Kind.DOWN);
            case "[5~" -> Key.of(Kind.PAGE_UP);
            case "[6~" -> Key.of(Kind.PAGE_DOWN);
            case "[H", "OH", "[1~", "[7~" -> Key.of(Kind.HOME);
            case "[F", "OF", "[4~", "[8~" -> Key.of(Kind.END);
            case "OP", "[11~", "[[A" -> function(1);
            case "OQ", "[12~", "[[B" -> function(2);
            case "OR", "[13~", "[[C" -> function(3);
            case "OS", "[14~", "[[D" -> function(4);
            case "[15~", "[[E" -> function(5);
            case "[17~" -> function(6);
            default -> Key.of(Kind.OTHER);
        };
    }

    private static Key function(int number) {
        return new Key(Kind.FUNCTION, number);
    }
}
