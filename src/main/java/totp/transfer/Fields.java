package totp.transfer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.AccountLimits;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.otp.OtpParameters;
import totp.otp.Scheme;
import totp.otp.TimeBased;

/**
 * What an entry of a file says about how its codes are made. What is null has the default of the scheme; what is there must
 * be in range, since a guess would make wrong codes.
 */
record Fields(
        String type,
        @Nullable String algorithm,
        @Nullable Long digits,
        @Nullable Long period,
        @Nullable Long counter) {

    /** @param entry with the members {@code digits}, {@code period} and {@code counter} */
    static Fields of(String type, @Nullable String algorithm, Json entry) throws TransferException {
        return new Fields(type, algorithm, entry.number("digits"), entry.number("period"), entry.number("counter"));
    }

    /** @throws TransferException if the type or the algorithm is not known, or a number is out of range */
    Otp otp() throws TransferException {
        String word = type.toLowerCase(Locale.ROOT);
        Scheme scheme = Scheme.named(word.equals("yaotp") ? Scheme.YANDEX.word() : word)
                .orElseThrow(() -> new TransferException(Message.of("transfer.unsupported-type-use-one")));
        return new OtpParameters(
                        scheme,
                        scheme.takesAlgorithm() ? hash() : Algorithm.SHA1,
                        digits == null ? scheme.digits() : (int) range("digits", digits, 1, 10),
                        period == null || !scheme.takesPeriod()
                                ? scheme.periodSeconds()
                                : (int) range("period", period, 1, TimeBased.PERIOD_SECONDS_MAX),
                        counter == null || !scheme.takesCounter() ? 0 : range("counter", counter, 0, Hotp.COUNTER_MAX))
                .otp();
    }

    private Algorithm hash() throws TransferException {
        if (algorithm == null || algorithm.isEmpty()) {
            return Algorithm.SHA1;
        }
        return Algorithm.lenient(algorithm)
                .orElseThrow(() -> new TransferException(Message.of("transfer.algorithm-none-sha1-sha256")));
    }

    private static long range(String what, long number, long min, long max) throws TransferException {
        if (number < min || number > max) {
            throw new TransferException(Message.of("transfer.not", what, min, max));
        }
        return number;
    }

    /** Some sites and apps show keys so; a guess would be right mostly, and wrong where nobody looks. */
    private static Message notOf(Secret text, Encoding encoding) {
        String name = encoding.name().toLowerCase(Locale.ROOT);
        return encoding == Encoding.BASE32 && Encoding.isLongHex(text)
                ? Message.of("transfer.secret-not-but-hexadecimal", name)
                : Message.of("transfer.secret-not", name);
    }

    /** The shared secret that a text spells; the text stays the caller's. */
    static Secret secret(Secret text, Encoding encoding) throws TransferException {
        try {
            Secret secret = encoding.decode(text);
            if (secret.length() > AccountLimits.SECRET_BYTES_MAX) {
                secret.close();
                throw new TransferException(
                        Message.of("transfer.secret-longer-than-bytes", AccountLimits.SECRET_BYTES_MAX));
            }
            return secret;
        } catch (BadEncodingException e) {
            // Not its message, which may tell the place of a character: what is wrong is enough here.
            throw new TransferException(
                    text.length() == 0 ? Message.of("transfer.secret-empty") : notOf(text, encoding));
        }
    }
}
