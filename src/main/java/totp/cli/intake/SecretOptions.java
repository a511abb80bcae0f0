package totp.cli.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.crypto.BadEncodingException;
import totp.crypto.Characters;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.AccountLimits;
import totp.otp.Algorithm;
import totp.otp.KeyUri;
import totp.otp.KeyUriException;
import totp.otp.Otp;
import totp.otp.OtpParameters;
import totp.otp.OutOfRangeException;
import totp.otp.Scheme;
import totp.otp.SteamName;
import totp.otp.TimeBased;
import totp.transfer.KeyUriFinder;

/** How a seed is to be read: the options of {@code add} and of {@code code -}, and what they make of a text. */
public final class SecretOptions {
    private static final Message PARAMETERS = Message.of("intake.digits-may-1-10", TimeBased.PERIOD_SECONDS_MAX);

    @Nullable
    Scheme type;

    @Nullable
    String algorithm;

    @Nullable
    Integer digits;

    @Nullable
    Integer period;

    @Nullable
    Long counter;

    @Nullable
    Form encoding;

    @Nullable
    Path pinFile;

    @Nullable
    Integer pinFd;

    /** Lower case, since it is spelled so on the command line. */
    enum Form {
        base32(Encoding.BASE32),
        hex(Encoding.HEX),
        base64(Encoding.BASE64);

        private final Encoding encoding;

        Form(Encoding encoding) {
            this.encoding = encoding;
        }
    }

    public void declare(Syntax syntax) {
        syntax.option(Scheme.class, "TYPE", given -> type = given, "--type");
        syntax.option(Value.ALGORITHM, "HASH", given -> algorithm = given, "--algorithm");
        syntax.option(Integer.class, "N", given -> digits = given, "--digits");
        syntax.option(Integer.class, "SEC", given -> period = given, "--period");
        syntax.option(Long.class, "N", given -> counter = given, "--counter");
        syntax.option(Form.class, "FORM", given -> encoding = given, "--encoding");
        syntax.option(Path.class, "FILE", given -> pinFile = given, "--pin-file");
        syntax.option(Integer.class, "N", given -> pinFd = given, "--pin-fd");
    }

    public boolean areGiven() {
        return type != null || encoding != null || pinSource().isGiven() || parametersGiven();
    }

    /** Whether a PIN is to be read from a file. */
    public boolean pinIsGiven() {
        return pinFile != null || pinFd != null;
    }

    private boolean parametersGiven() {
        return algorithm != null || digits != null || period != null || counter != null;
    }

    /** Refuses values that are wrong whatever the seed is, before anybody types one. */
    public void check() throws Failure {
        pinSource().check();
        Scheme scheme = otp().scheme();
        refuseIf(counter != null && !scheme.takesCounter(), "--counter", scheme);
        refuseIf(period != null && !scheme.takesPeriod(), "--period", scheme);
        refuseIf(algorithm != null && !scheme.takesAlgorithm(), "--algorithm", scheme);
    }

    private static void refuseIf(boolean senseless, String option, Scheme scheme) throws Failure {
        if (senseless) {
            throw Failure.usage(Message.of("intake.does-not-apply-accounts", option, scheme.word()));
        }
    }

    /**
     * Makes an account's secrets of the text that a user handed over: a key URI, or a bare secret with these options.
     *
     * @param text as it was read; blanks and line ends around it do not count
     */
    public KeyUri read(Session session, Secret text) throws Failure {
        check();
        try (Secret line = onlyLine(text)) {
            KeyUri uri = KeyUri.saysParameters(line) ? uri(session, line) : bare(line);
            Optional<Secret> pin = pin(session, uri);
            return pin.isEmpty() ? uri : uri.withPin(pin.get());
        }
    }

    private KeyUri uri(Session session, Secret line) throws Failure {
        if (type != null || encoding != null || parametersGiven()) {
            throw Failure.usage(Message.of("intake.key-uri-says-own"));
        }
        try {
            KeyUri uri = KeyUri.parse(line);
            if (uri.counterMissing()) {
                session.output().warning(Message.of("intake.key-uri-no-counter"));
            }
            uri.warnings().forEach(warning -> session.output().warning(Message.of("intake.key-uri", warning)));
            SteamName.doubt(uri.issuer(), uri.account(), uri.otp())
                    .ifPresent(doubt -> session.output().warning(Message.of("intake.key-uri", doubt)));
            return uri;
        } catch (KeyUriException e) {
            Message message = Message.of("intake.key-uri-not-usable", e.message());
            throw (e.isOfParameter()
                            ? new Failure(ExitCode.BAD_INPUT, message, PARAMETERS)
                            : new Failure(ExitCode.BAD_INPUT, message))
                    .because(e);
        }
    }

    private KeyUri bare(Secret line) throws Failure {
        Otp otp = otp();
        try {
            Secret secret = (encoding == null ? Encoding.BASE32 : encoding.encoding).decode(line);
            if (secret.length() > AccountLimits.SECRET_BYTES_MAX) {
                secret.close();
                throw new Failure(
                        ExitCode.BAD_INPUT,
                        Message.of("intake.secret-longer-than-bytes", AccountLimits.SECRET_BYTES_MAX));
            }
            if (!otp.scheme().accepts(secret)) {
                secret.close();
                throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.secret-not-one-yandex"));
            }
            return KeyUri.of("", "", otp, secret);
        } catch (BadEncodingException e) {
            Message[] hints = encoding == null && Encoding.isLongHex(line)
                    ? new Message[] {Message.of("intake.looks-like-hexadecimal")}
                    : new Message[0];
            throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.secret-cannot-read", e.message()), hints)
                    .because(e);
        }
    }

    private Optional<Secret> pin(Session session, KeyUri uri) throws Failure {
        boolean given = pinSource().isGiven();
        if (!uri.otp().takesPin()) {
            if (given) {
                throw Failure.usage(
                        Message.of("intake.account-type-no-pin", uri.otp().type()));
            }
            return Optional.empty();
        }
        if (!given && uri.pin() != null) {
            return Optional.empty();
        }
        return Optional.of(readPin(session, pinSource()));
    }

    private SecretSource pinSource() {
        return new SecretSource("--pin", pinFile, pinFd);
    }

    /** Reads a PIN from where the options say, or asks for it. */
    public static Secret readPin(Session session, SecretSource source) throws Failure {
        Optional<Secret> given = source.read(session);
        try (Secret typed = given.isPresent()
                ? given.get()
                : session.askHidden(
                        session.terminal(Message.of("intake.pin-2"), source.answers()), Message.of("intake.pin"))) {
            Secret pin = Input.withoutLineEnd(typed);
            if (pin.length() == 0 || pin.length() > AccountLimits.SECRET_BYTES_MAX) {
                throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.pin-empty-too-long"));
            }
            return pin;
        }
    }

    private Otp otp() throws Failure {
        Scheme scheme = type == null ? Scheme.TOTP : type;
        try {
            return new OtpParameters(
                            scheme,
                            algorithm(),
                            digits == null ? scheme.digits() : digits,
                            period == null ? scheme.periodSeconds() : period,
                            counter == null ? 0 : counter)
                    .otp();
        } catch (OutOfRangeException e) {
            throw Failure.usage(e.message()).because(e);
        }
    }

    private Algorithm algorithm() throws Failure {
        if (algorithm == null) {
            return Algorithm.SHA1;
        }
        return Algorithm.lenient(algorithm)
                .orElseThrow(() -> Failure.usage(Message.of("intake.algorithm-takes-sha1-sha256")));
    }

    /**
     * The only line with something on it, without blanks and invisible characters around it. Of a text with other lines, or
     * with other words, the only key URI in it: what pass prints, a line of a mail.
     */
    static Secret onlyLine(Secret text) throws Failure {
        Secret line = Characters.trimmed(text);
        if (KeyUri.looksLike(line) && line.use(SecretOptions::isOneLine)) {
            return line;
        }
        try (line) {
            if (line.length() == 0) {
                throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.no-secret-input-empty"));
            }
            if (line.use(SecretOptions::holdsZero)) {
                throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.input-not-text-secret"));
            }
            List<Secret> found = KeyUriFinder.inText(line, 2);
            if (found.size() == 1) {
                return found.get(0);
            }
            found.forEach(Secret::close);
            if (found.size() > 1 || !line.use(SecretOptions::isOneLine)) {
                throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.more-than-one-line"));
            }
            return line.copy();
        }
    }

    private static Boolean isOneLine(byte[] text) {
        for (byte b : text) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        return true;
    }

    private static Boolean holdsZero(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
