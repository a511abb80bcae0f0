package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.crypto.Encoding;
import totp.crypto.ErasableBuffer;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.otp.Totp;

/** The parts of an export of Google Authenticator, each a URI that is drawn as a QR code. */
final class GoogleExporter implements Exporter {
    /** As many as the app itself puts into one code: more make one that telephones read badly. */
    private static final int ACCOUNTS_A_PART = 10;

    private static final byte[] PREFIX = "otpauth-migration://offline?data=".getBytes(StandardCharsets.US_ASCII);

    private static final int VARINT = 0;
    private static final int RUN = 2;

    @Override
    public String format() {
        return "google";
    }

    @Override
    public boolean encrypts() {
        return false;
    }

    @Override
    public Set<Detail> holds() {
        return Set.of();
    }

    /** It has no place for a period, and numbers for two lengths only. */
    @Override
    public boolean holds(Otp otp) {
        Algorithm algorithm = otp instanceof Totp totp && totp.periodSeconds() == Totp.DEFAULT.periodSeconds()
                ? totp.algorithm()
                : otp instanceof Hotp hotp ? hotp.algorithm() : null;
        return algorithm != null && number(algorithm) > 0 && (otp.digits() == 6 || otp.digits() == 8);
    }

    @Override
    public List<Secret> write(List<Account> accounts, @Nullable Secret password, SecureRandom random) {
        int parts = Math.max(1, (accounts.size() + ACCOUNTS_A_PART - 1) / ACCOUNTS_A_PART);
        int batch = random.nextInt(Integer.MAX_VALUE);
        List<Secret> uris = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int begin = part * ACCOUNTS_A_PART;
            List<Account> some = accounts.subList(begin, Math.min(accounts.size(), begin + ACCOUNTS_A_PART));
            uris.add(uri(some, parts, part, batch));
        }
        return uris;
    }

    private static Secret uri(List<Account> accounts, int parts, int part, int batch) {
        try (ErasableBuffer payload = new ErasableBuffer();
                ErasableBuffer uri = new ErasableBuffer()) {
            for (Account account : accounts) {
                try (Secret entry = entry(account)) {
                    entry.lend(bytes -> run(payload, 1, bytes));
                }
            }
            number(payload, 2, 1);
            number(payload, 3, parts);
            number(payload, 4, part);
            number(payload, 5, batch);
            uri.write(PREFIX, 0, PREFIX.length);
            try (Secret message = payload.take();
                    Secret base64 = Encoding.BASE64.encode(message)) {
                base64.lend(text -> percentEncode(text, uri));
            }
            return uri.take();
        }
    }

    /** The three characters of base64 that mean something else in a query. */
    private static void percentEncode(byte[] base64, ErasableBuffer out) {
        for (byte b : base64) {
            if (b == '+' || b == '/' || b == '=') {
                out.write('%');
                out.write(Character.toUpperCase(Character.forDigit(b >> 4, 16)));
                out.write(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            } else {
                out.write(b);
            }
        }
    }

    private static Secret entry(Account account) {
        Otp otp = account.otp();
        ErasableBuffer entry = new ErasableBuffer();
        account.secret().lend(bytes -> run(entry, 1, bytes));
        // The app shows the name alone, so the issuer stands in it too, as in its own exports.
        String login = UriListExporter.login(account);
        String name = account.issuer().isEmpty()
                ? (login.indexOf(':') < 0 ? "" : ":") + login // or its first part would be taken for the issuer
                : account.issuer() + ":" + login;
        run(entry, 2, name.getBytes(StandardCharsets.UTF_8));
        run(entry, 3, account.issuer().getBytes(StandardCharsets.UTF_8));
        number(entry, 4, number(otp instanceof Totp totp ? totp.algorithm() : ((Hotp) otp).algorithm()));
        number(entry, 5, otp.digits() == 8 ? 2 : 1);
        number(entry, 6, otp instanceof Hotp ? 1 : 2);
        if (otp instanceof Hotp hotp) {
            number(entry, 7, hotp.counter());
        }
        return entry.take();
    }

    private static int number(Algorithm algorithm) {
        return switch (algorithm) {
            case SHA1 -> 1;
            case SHA256 -> 2;
            case SHA512 -> 3;
            default -> 0;
        };
    }

    private static void run(ErasableBuffer out, int field, byte[] bytes) {
        varint(out, (field << 3) | RUN);
        varint(out, bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    private static void number(ErasableBuffer out, int field, long number) {
        varint(out, (field << 3) | VARINT);
        varint(out, number);
    }

    private static void varint(ErasableBuffer out, long number) {
        long rest = number;
        for (; rest > 0x7f; rest >>>= 7) {
            out.write((int) ((rest & 0x7f) | 0x80));
        }
        out.write((int) rest);
    }
}
