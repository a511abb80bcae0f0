package totp.qr;

import com.google.zxing.FormatException;
import com.google.zxing.common.BitSource;
import com.google.zxing.common.StringUtils;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * What the data of a code of Model 1 says: segments of digits, of capitals, of bytes and of Japanese (ISO/IEC 18004:2000, 8.4). ZXing
 * has the same, but lets nobody in but its own decoder.
 */
final class Segments {
    private static final String CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    private static final int DIGITS = 1;
    private static final int CAPITAL = 2;
    private static final int PART_OF_SEVERAL = 3;
    private static final int BYTES = 4;
    private static final int KANJI = 8;

    /** From this version on more characters can be counted. */
    private static final int VERSION_LARGE = 10;

    private final BitSource bits;
    private final boolean large;
    private final StringBuilder text = new StringBuilder();

    private Segments(byte[] data, int version) {
        this.bits = new BitSource(data);
        this.large = version >= VERSION_LARGE;
    }

    static String text(byte[] data, int version) throws FormatException {
        Segments segments = new Segments(data, version);
        try {
            segments.bits.readBits(4); // half a codeword that belongs to the corner
            segments.all();
        } catch (IllegalArgumentException e) {
            throw FormatException.getFormatInstance(e); // more was promised than there is
        }
        return segments.text.toString();
    }

    private void all() throws FormatException {
        while (bits.available() >= 4) {
            int mode = bits.readBits(4);
            switch (mode) {
                case 0 -> {
                    return;
                }
                case DIGITS -> digits(bits.readBits(large ? 12 : 10));
                case CAPITAL -> capitals(bits.readBits(large ? 11 : 9));
                case PART_OF_SEVERAL -> bits.readBits(16); // each part is told as it is, as ZXing's reader does
                case BYTES -> bytes(bits.readBits(large ? 16 : 8));
                case KANJI -> kanji(bits.readBits(large ? 10 : 8));
                default -> throw FormatException.getFormatInstance();
            }
        }
    }

    private void digits(int count) throws FormatException {
        for (int left = count; left > 0; left -= 3) {
            int length = Math.min(left, 3);
            String digits = Integer.toString(bits.readBits(1 + 3 * length));
            if (digits.length() > length) {
                throw FormatException.getFormatInstance();
            }
            text.append("0".repeat(length - digits.length())).append(digits);
        }
    }

    private void capitals(int count) throws FormatException {
        for (int left = count; left > 0; left -= 2) {
            int value = bits.readBits(left == 1 ? 6 : 11);
            if (left > 1) {
                capital(value / CAPITALS.length());
            }
            capital(value % CAPITALS.length() + (left == 1 ? value / CAPITALS.length() * CAPITALS.length() : 0));
        }
    }

    private void capital(int value) throws FormatException {
        if (value >= CAPITALS.length()) {
            throw FormatException.getFormatInstance();
        }
        text.append(CAPITALS.charAt(value));
    }

    private void bytes(int count) throws FormatException {
        if (count * 8 > bits.available()) {
            throw FormatException.getFormatInstance();
        }
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) bits.readBits(8);
        }
        text.append(new String(bytes, StringUtils.guessCharset(bytes, Map.of())));
    }

    private void kanji(int count) throws FormatException {
        if (count * 13 > bits.available() || StringUtils.SHIFT_JIS_CHARSET == null) {
            throw FormatException.getFormatInstance();
        }
        byte[] bytes = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            int value = bits.readBits(13);
            int pair = ((value / 0xc0) << 8) | (value % 0xc0);
            pair += pair < 0x1f00 ? 0x8140 : 0xc140;
            bytes[2 * i] = (byte) (pair >> 8);
            bytes[2 * i + 1] = (byte) pair;
        }
        Charset japanese = StringUtils.SHIFT_JIS_CHARSET;
        text.append(new String(bytes, japanese));
    }
}
