package totp.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.AccountLimits;
import totp.otp.Algorithm;
import totp.otp.KeyUri;
import totp.otp.Otp;
import totp.otp.OtpParameters;
import totp.otp.OutOfRangeException;
import totp.otp.Scheme;
import totp.otp.Text;

/**
 * One part of an export of Google Authenticator: {@code otpauth-migration://offline?data=…}, shown as a QR code of up to ten
 * accounts. The format is Google's own and not published; several open programs agree on it.
 *
 * @param batch the same in all parts of one export
 * @param index from 0
 * @param size how many parts there are
 * @param accounts what can be used, secrets included
 * @param refused what cannot, each with its position from 1 and why
 */
public record GoogleMigration(int batch, int index, int size, List<KeyUri> accounts, List<Refused> refused)
        implements AutoCloseable {
    private static final byte[] PREFIX = "otpauth-migration:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data=".getBytes(StandardCharsets.US_ASCII);
    private static final int URI_BYTES_MAX = 1 << 20;
    private static final int PARTS_MAX = 1000;

    /** An entry that cannot be used. */
    public record Refused(int position, String label, Message reason) {}

    public static boolean looksLike(Secret uri) {
        return uri.use(bytes -> startsWith(bytes, 0, PREFIX));
    }

    /**
     * Reads one part.
     *
     * @throws TransferException if it is none, or damaged
     */
    public static GoogleMigration parse(Secret uri) throws TransferException {
        if (!looksLike(uri) || uri.length() > URI_BYTES_MAX) {
            throw new TransferException(Message.of("transfer.not-migration-uri"));
        }
        try (Secret base64 = uri.use(GoogleMigration::data);
                Secret message = Encoding.BASE64.decode(base64)) {
            return message.use(bytes -> part(bytes));
        } catch (BadEncodingException e) {
            throw TransferException.damaged();
        }
    }

    /** Erases the secrets. */
    @Override
    public void close() {
        accounts.forEach(KeyUri::close);
    }

    /** The parameter {@code data}, percent signs resolved; a plus sign is one, and no blank. */
    private static Secret data(byte[] uri) throws TransferException {
        int at = 0;
        while (at < uri.length && !(startsWith(uri, at, DATA) && (uri[at - 1] == '?' || uri[at - 1] == '&'))) {
            at++;
        }
        if (at >= uri.length) {
            throw new TransferException(Message.of("transfer.no-data"));
        }
        ByteBuffer out = ByteBuffer.allocate(uri.length);
        for (int i = at + DATA.length; i < uri.length && uri[i] != '&' && uri[i] != '#'; i++) {
            if (uri[i] == '%') {
                int high = i + 2 < uri.length ? Character.digit(uri[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(uri[i + 2], 16);
                if (low < 0) {
                    throw TransferException.damaged();
                }
                out.put((byte) (high * 16 + low));
                i += 2;
            } else {
                out.put(uri[i]);
            }
        }
        return Secret.copyOf(out.array(), 0, out.position());
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] prefix) {
        if (bytes.length - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[from + i] | 0x20) != (prefix[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private static GoogleMigration part(byte[] bytes) throws TransferException {
        List<KeyUri> accounts = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        long batch = 0;
        long index = 0;
        long size = 1;
        int position = 0;
        ProtocolBuffer message = new ProtocolBuffer(bytes, 0, bytes.length);
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 1 -> entry(bytes, message.message(), ++position, accounts, refused);
                case 3 -> size = message.number();
                case 4 -> index = message.number();
                case 5 -> batch = message.number();
                default -> {} // the version, and what later versions add
            }
        }
        if (size < 1 || size > PARTS_MAX || index < 0 || index >= size) {
            throw TransferException.damaged();
        }
        return new GoogleMigration((int) batch, (int) index, (int) size, accounts, refused);
    }

    private static void entry(
            byte[] bytes, ProtocolBuffer message, int position, List<KeyUri> accounts, List<Refused> refused)
            throws TransferException {
        Secret secret = Secret.adopt(new byte[0]);
        String name = "";
        String issuer = "";
        long algorithm = 0;
        long digits = 0;
        long type = 0;
        long counter = 0;
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 1 -> {
                    int begin = message.runBegin();
                    secret = Secret.copyOf(bytes, begin, message.runEnd());
                }
                case 2 -> name = text(bytes, message);
                case 3 -> issuer = text(bytes, message);
                case 4 -> algorithm = message.number();
                case 5 -> digits = message.number();
                case 6 -> type = message.number();
                case 7 -> counter = message.number();
                default -> {}
            }
        }
        String[] login = login(issuer, name);
        String label = login[0].isEmpty() ? login[1] : String.join(":", login);
        try {
            if (secret.length() == 0 || secret.length() > AccountLimits.SECRET_BYTES_MAX) {
                throw new TransferException(Message.of("transfer.secret-empty-too-long"));
            }
            accounts.add(KeyUri.of(login[0], login[1], otp(algorithm, digits, type, counter), secret));
        } catch (TransferException e) {
            secret.close();
            refused.add(new Refused(position, label, e.message()));
        } catch (OutOfRangeException e) {
            secret.close();
            refused.add(new Refused(position, label, e.message()));
        }
    }

    /** The name often repeats the issuer; where only the name tells one, it is split at its first colon. */
    private static String[] login(String issuer, String name) {
        int end = issuer.isEmpty() ? name.indexOf(':') : endOfIssuer(issuer.strip(), name);
        String theirs = issuer.isEmpty() && end >= 0 ? name.substring(0, end) : issuer;
        String account = end >= 0 ? name.substring(end + 1) : name;
        return new String[] {Text.normalize(theirs.strip()), Text.normalize(account.strip())};
    }

    /** Where the colon behind the issuer stands in the name, which may hold colons of its own; -1 if it does not begin so. */
    private static int endOfIssuer(String issuer, String name) {
        int colon = name.indexOf(':', Math.min(name.length(), issuer.length()));
        return colon >= 0 && name.substring(0, colon).strip().equals(issuer) ? colon : -1;
    }

    private static Otp otp(long algorithm, long digits, long type, long counter) throws TransferException {
        Algorithm hash = switch (small(algorithm)) {
            case 0, 1 -> Algorithm.SHA1;
            case 2 -> Algorithm.SHA256;
            case 3 -> Algorithm.SHA512;
            default -> throw new TransferException(Message.of("transfer.algorithm-not-known-here"));
        };
        int length = switch (small(digits)) {
            case 0, 1 -> 6;
            case 2 -> 8;
            default -> throw new TransferException(Message.of("transfer.number-digits-not-known"));
        };
        return switch (small(type)) {
            case 0, 2 -> new OtpParameters(Scheme.TOTP, hash, length, Scheme.TOTP.periodSeconds(), 0).otp();
            case 1 -> new OtpParameters(Scheme.HOTP, hash, length, 0, counter).otp();
            default -> throw new TransferException(Message.of("transfer.type-not-known"));
        };
    }

    /** Numbers of more than 31 bits are none that is known. */
    private static int small(long number) {
        return number < 0 || number > Integer.MAX_VALUE ? -1 : (int) number;
    }

    private static String text(byte[] bytes, ProtocolBuffer message) throws TransferException {
        int begin = message.runBegin();
        int length = message.runEnd() - begin;
        if (length > AccountLimits.TEXT_BYTES_MAX) {
            throw TransferException.damaged();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, begin, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw TransferException.damaged();
        }
    }
}
