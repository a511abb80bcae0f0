package totp.transfer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import totp.crypto.Secret;

/** Puts lines together without leaving copies of them behind. */
public final class Lines implements AutoCloseable {
    private final List<Secret> lines = new ArrayList<>();

    public void add(Secret line) {
        lines.add(line.copy());
    }

    /** All of them, each with a line end. */
    public Secret take() {
        int length = lines.stream().mapToInt(line -> line.length() + 1).sum();
        byte[] text = new byte[length];
        int at = 0;
        for (Secret line : lines) {
            int begin = at;
            line.lend(bytes -> System.arraycopy(bytes, 0, text, begin, bytes.length));
            at += line.length();
            text[at++] = '\n';
        }
        Secret whole = Secret.copyOf(text);
        Arrays.fill(text, (byte) 0);
        return whole;
    }

    @Override
    public void close() {
        lines.forEach(Secret::close);
    }
}
