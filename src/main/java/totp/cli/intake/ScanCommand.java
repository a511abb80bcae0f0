package totp.cli.intake;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.SecretArguments;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.KeyUri;
import totp.otp.KeyUriException;
import totp.qr.QrCode;
import totp.transfer.GoogleMigration;
import totp.transfer.KeyUriFinder;
import totp.transfer.TransferException;
import totp.vault.VaultException;

public final class ScanCommand implements Command {
    List<String> files = new ArrayList<>();
    CaptureOptions capture = new CaptureOptions();
    boolean raw;
    boolean json;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameters(Value.FILE, "FILE", false, given -> files = given);
        capture.declare(syntax);
        syntax.flag(() -> raw = true, "--raw");
        syntax.flag(() -> json = true, "--json");
    }

    /** A code and where it was. */
    private record Found(@Nullable String file, String payload) {}

    @Override
    public void run(Session session) throws Failure, VaultException {
        capture.check(false);
        if (files.isEmpty() != capture.isGiven()) {
            throw Failure.usage(
                    files.isEmpty()
                            ? Message.of("intake.nothing-scan")
                            : Message.of("intake.give-files-screen-clipboard"),
                    Message.of("intake.give-file-standard-input"));
        }
        QrSources payloads = new QrSources(session, capture);
        List<Found> found = new ArrayList<>();
        for (String file : files) {
            List<QrCode> codes = payloads.in(file);
            codes.forEach(code -> found.add(new Found(file, code.payload())));
            if (codes.isEmpty() && files.size() > 1) {
                session.output().warning(Message.of("intake.no-qr-code-found-in", file));
            }
        }
        if (capture.isGiven()) {
            List<QrCode> codes = capture.screen ? payloads.onScreen() : payloads.inClipboard();
            codes.forEach(code -> found.add(new Found(null, code.payload())));
        }
        if (found.isEmpty()) {
            throw payloads.nothing(where());
        }
        print(session, found);
    }

    private @Nullable Message where() {
        if (capture.isGiven()) {
            return capture.screen ? QrSources.SCREEN : QrSources.CLIPBOARD;
        }
        return files.size() == 1 && !files.get(0).equals("-") ? Message.said(files.get(0)) : null;
    }

    private void print(Session session, List<Found> found) {
        if (json) {
            JsonWriter.print(session.output(), out -> {
                out.writeStartArray();
                for (Found code : found) {
                    out.writeStartObject();
                    out.writeStringField("file", code.file);
                    Content.of(code.payload).write(out);
                    out.writeStringField("payload", raw ? code.payload : null);
                    out.writeEndObject();
                }
                out.writeEndArray();
            });
            return;
        }
        for (Found code : found) {
            if (raw) {
                session.output().line(oneLine(code.payload));
            } else {
                session.output().drawn(Content.of(code.payload).line());
            }
        }
    }

    /** Line ends and TAB as one blank, the rest as it is. */
    private static String oneLine(String payload) {
        return payload.replaceAll("\r\n|[\r\n\t]", " ");
    }

    /**
     * What a code is, without its secrets.
     *
     * @param type as of an account, or {@code migration}, {@code secret}, {@code text}
     */
    private record Content(
            String type,
            @Nullable String issuer,
            @Nullable String account,
            @Nullable Integer part,
            @Nullable Integer parts,
            @Nullable Integer accounts,
            String text) {
        static Content of(String payload) {
            try (Secret secret = QrSources.text(payload)) {
                if (GoogleMigration.looksLike(secret)) {
                    return migration(secret);
                }
                if (KeyUri.saysParameters(secret)) {
                    return keyUri(secret);
                }
                List<Secret> several = KeyUriFinder.inText(secret, 1);
                several.forEach(Secret::close);
                if (!several.isEmpty()) {
                    return new Content("secret", null, null, null, null, null, "");
                }
            }
            if (payload.startsWith("WIFI:") || SecretArguments.isLikelySecret(payload.strip())) {
                return new Content("secret", null, null, null, null, null, "");
            }
            return new Content("text", null, null, null, null, null, payload);
        }

        private static Content migration(Secret uri) {
            try (GoogleMigration part = GoogleMigration.parse(uri)) {
                int count = part.accounts().size();
                String text = "part " + (part.index() + 1) + " of " + part.size() + ", " + count
                        + (count == 1 ? " account" : " accounts");
                return new Content("migration", null, null, part.index() + 1, part.size(), count, text);
            } catch (TransferException e) {
                return new Content("migration", null, null, null, null, null, "damaged: " + e.getMessage());
            }
        }

        private static Content keyUri(Secret text) {
            try (KeyUri uri = KeyUri.parse(text)) {
                String login = uri.issuer().isEmpty() || uri.account().isEmpty()
                        ? uri.issuer() + uri.account()
                        : uri.issuer() + ":" + uri.account();
                return new Content(uri.otp().type(), uri.issuer(), uri.account(), null, null, null, login);
            } catch (KeyUriException e) {
                return new Content("unusable", null, null, null, null, null, String.valueOf(e.getMessage()));
            }
        }

        String line() {
            return AccountFormat.tsv(List.of(type, text));
        }

        void write(JsonGenerator out) throws IOException {
            out.writeStringField("type", type);
            out.writeStringField("issuer", issuer);
            out.writeStringField("account", account);
            number(out, "part", part);
            number(out, "parts", parts);
            number(out, "accounts", accounts);
        }

        private static void number(JsonGenerator out, String name, @Nullable Integer value) throws IOException {
            if (value == null) {
                out.writeNullField(name);
            } else {
                out.writeNumberField(name, value);
            }
        }
    }
}
