package totp.cli.intake;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.KeyUri;
import totp.qr.Picture;
import totp.qr.PictureKind;
import totp.qr.QrCode;
import totp.transfer.GoogleMigration;
import totp.transfer.MigrationParts;
import totp.transfer.TransferException;

/**
 * Where new accounts come from: a secret or key URI that is typed or read, or the QR codes of a picture, of the clipboard or
 * of the screen. Several come of a picture with several codes, and of an export of Google Authenticator, whose parts are put
 * together.
 */
public final class NewAccounts {
    public static final int TRIES = 3;

    private final Session session;
    private final SecretOptions secretOptions;
    private final CaptureOptions capture;
    private final QrSources sources;

    public NewAccounts(Session session, SecretOptions secretOptions, CaptureOptions capture) {
        this.session = session;
        this.secretOptions = secretOptions;
        this.capture = capture;
        this.sources = new QrSources(session, capture);
    }

    /**
     * What becomes accounts, from where the options say.
     *
     * @param from a file, {@code -}, or null to capture or to ask
     */
    public List<KeyUri> read(@Nullable String from) throws Failure {
        if (capture.isGiven()) {
            return ofCodes(
                    capture.screen ? sources.onScreen() : sources.inClipboard(),
                    capture.screen ? QrSources.SCREEN : QrSources.CLIPBOARD);
        }
        if (from == null) {
            return typed(session.terminal(Message.of("intake.secret"), Message.of("intake.file")));
        }
        byte[] bytes = new Input(session).bytes(from, "--from -", Picture.BYTES_MAX);
        if (!from.equals("-")) {
            new Input(session).warnIfReadableByOthers(Path.of(from));
        }
        if (PictureKind.looksLike(bytes)) {
            Message where = Message.said(from);
            return ofCodes(sources.in(bytes, where), where);
        }
        try (Secret text = Secret.adopt(bytes)) {
            if (text.length() > Input.BYTES_MAX) {
                throw new Failure(
                        ExitCode.BAD_INPUT, Message.of("intake.neither-picture-nor-text", from, Input.BYTES_MAX >> 20));
            }
            return ofText(text);
        }
    }

    /**
     * What becomes accounts in a picture that was read already.
     *
     * @throws Failure {@code NOT_FOUND} without a QR code, {@code BAD_INPUT} if none is a key URI
     */
    public List<KeyUri> ofPicture(byte[] picture, Message where) throws Failure {
        return ofCodes(sources.in(picture, where), where);
    }

    /** What is typed unseen is easily mistyped, and the passphrase and the options before it were typed as well: so it is asked again. */
    private List<KeyUri> typed(Terminal terminal) throws Failure {
        for (int tries = TRIES; ; tries--) {
            try (Secret typed = session.askHidden(terminal, Message.of("intake.secret-key-otpauth-uri"))) {
                try {
                    return ofText(typed);
                } catch (Failure e) {
                    if (e.code() != ExitCode.BAD_INPUT || tries == 1) {
                        throw e;
                    }
                    tell(session, e);
                }
            }
        }
    }

    /** Says on the terminal what was wrong with what was typed there. */
    public static void tell(Session session, Failure failure) throws Failure {
        session.tell(failure.message());
        for (Message hint : failure.hints()) {
            session.tell(hint);
        }
    }

    private List<KeyUri> ofText(Secret text) throws Failure {
        try (Secret line = SecretOptions.onlyLine(text)) {
            if (GoogleMigration.looksLike(line)) {
                List<KeyUri> accounts = joined(List.of(migration(line)));
                if (accounts.isEmpty()) {
                    throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.no-account-could-added"));
                }
                return accounts;
            }
        }
        return List.of(secretOptions.read(session, text));
    }

    private List<KeyUri> ofCodes(List<QrCode> codes, Message where) throws Failure {
        if (codes.isEmpty()) {
            throw sources.nothing(where);
        }
        if (capture.clipboard && codes.size() == 1 && codes.get(0).size() == 0) {
            try (Secret copied = Secret.adopt(codes.get(0).payload().getBytes(StandardCharsets.UTF_8))) {
                return ofText(copied);
            }
        }
        List<KeyUri> accounts = new ArrayList<>();
        List<GoogleMigration> parts = new ArrayList<>();
        for (QrCode code : codes) {
            try (Secret payload = QrSources.text(code.payload())) {
                if (GoogleMigration.looksLike(payload)) {
                    parts.add(migration(payload));
                } else if (KeyUri.saysParameters(payload)) {
                    accounts.add(secretOptions.read(session, payload));
                }
            }
        }
        accounts.addAll(joined(parts));
        if (accounts.isEmpty()) {
            throw new Failure(
                    ExitCode.BAD_INPUT,
                    Message.of("intake.qr-code-not-key", where),
                    Message.of("intake.totp-scan-says-what"));
        }
        return accounts;
    }

    private static GoogleMigration migration(Secret uri) throws Failure {
        try {
            return GoogleMigration.parse(uri);
        } catch (TransferException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("intake.migration-uri-not-usable", e.message()))
                    .because(e);
        }
    }

    /** The accounts of an export in the order of its parts; a part that is missing is named. */
    private List<KeyUri> joined(List<GoogleMigration> found) {
        List<GoogleMigration> inOrder = new ArrayList<>(found);
        inOrder.sort(Comparator.comparingInt(GoogleMigration::batch).thenComparingInt(GoogleMigration::index));
        MigrationParts parts = new MigrationParts();
        for (GoogleMigration part : found) {
            parts.add(part);
        }
        parts.missing().forEach(session.output()::warning);
        List<KeyUri> accounts = new ArrayList<>();
        for (GoogleMigration part : inOrder) {
            part.refused()
                    .forEach(entry -> session.output()
                            .warning(Message.of(
                                    "intake.skipped-entry-part",
                                    entry.position(),
                                    part.index() + 1,
                                    entry.label(),
                                    entry.reason())));
            accounts.addAll(part.accounts());
        }
        return accounts;
    }
}
