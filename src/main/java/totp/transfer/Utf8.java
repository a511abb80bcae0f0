package totp.transfer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Encodes text that may be secret and as large as a file: into an array of its length, so that nothing is left over to erase. */
final class Utf8 {
    private Utf8() {}

    /** A lone surrogate becomes a question mark: a label may be odd, and no secret holds one. */
    static byte[] encode(CharBuffer chars) {
        byte[] bytes = new byte[length(chars)];
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(chars, ByteBuffer.wrap(bytes), true);
        return bytes;
    }

    private static int length(CharBuffer chars) {
        int length = 0;
        for (int i = chars.position(); i < chars.limit(); i++) {
            char c = chars.get(i);
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < chars.limit() && Character.isLowSurrogate(chars.get(i + 1));
            if (pair) {
                length += 4;
                i++;
            } else {
                length += c < 0x80 || Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return length;
    }
}
