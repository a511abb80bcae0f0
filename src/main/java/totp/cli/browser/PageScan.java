package totp.cli.browser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import totp.cli.browser.PopupRefusal.Code;
import totp.cli.intake.CaptureOptions;
import totp.cli.intake.NewAccounts;
import totp.cli.intake.SecretOptions;
import totp.cli.session.Escaper;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.KeyUri;
import totp.otp.Origin;
import totp.otp.TimeBased;

/**
 * The QR codes that a page shows. Their secrets stay here: the popup hears whose they are, and has them kept by a number. What a
 * page shows may be meant to be taken for something else, so nothing is kept before somebody has agreed in a window.
 */
final class PageScan implements AutoCloseable {
    /** In characters, of a question that somebody reads. */
    private static final int NAME_MAX = 80;

    private static final int NONCE_BYTES = 16;

    private static final Message PAGE = Message.of("browser.the-page");

    private final Session session;
    private final Dialogue dialogue;
    private List<KeyUri> found = List.of();
    private String page = "";
    private int number;

    PageScan(Session session, Dialogue dialogue) {
        this.session = session;
        this.dialogue = dialogue;
    }

    /** Asks whoever has the vault open. */
    @FunctionalInterface
    interface Asking {
        String answer(byte[] request) throws PopupRefusal, Failure;
    }

    /** What a picture of the page shows, without its secrets. */
    JsonWriter.Content find(String base64, String origin, Asking agent) throws PopupRefusal, Failure {
        byte[] picture;
        try {
            picture = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new PopupRefusal(Code.BAD_REQUEST, "the picture is not in base64");
        }
        close();
        page = Origin.parse(origin).map(Origin::authority).orElse("?");
        try {
            found = new NewAccounts(session, new SecretOptions(), new CaptureOptions()).ofPicture(picture, PAGE);
        } catch (Failure e) {
            if (e.code() != ExitCode.NOT_FOUND && e.code() != ExitCode.BAD_INPUT) {
                throw e;
            }
            found = List.of();
        }
        List<Boolean> known = known(agent);
        int scan = ++number;
        return out -> {
            out.writeStringField("scan", Integer.toString(scan));
            out.writeArrayFieldStart("found");
            for (int i = 0; i < found.size(); i++) {
                KeyUri uri = found.get(i);
                out.writeStartObject();
                out.writeStringField("issuer", uri.issuer());
                out.writeStringField("label", uri.account());
                out.writeStringField("type", uri.otp().type());
                out.writeNumberField("digits", uri.otp().digits());
                if (uri.otp() instanceof TimeBased timed) {
                    out.writeNumberField("period", timed.periodSeconds());
                }
                out.writeBooleanField("known", known.get(i));
                out.writeEndObject();
            }
            out.writeEndArray();
        };
    }

    /** Asked in any case: a locked vault says nothing, not even what is not in it. */
    private List<Boolean> known(Asking agent) throws PopupRefusal, Failure {
        byte[] nonce = new byte[NONCE_BYTES];
        session.host().random().get().nextBytes(nonce);
        List<String> marks =
                found.stream().map(uri -> mark(uri.secret(), nonce)).toList();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        JsonWriter.write(request, out -> {
            out.writeStartObject();
            out.writeNumberField("v", PopupRequest.VERSION);
            out.writeNumberField("id", 0);
            out.writeStringField("op", BrowsedCommand.KNOWN);
            out.writeStringField("nonce", HexFormat.of().formatHex(nonce));
            out.writeStringField("marks", String.join(" ", marks));
            out.writeEndObject();
        });
        List<Boolean> known = new ArrayList<>();
        try (JsonParser in = new JsonFactory().createParser(agent.answer(request.toByteArray()))) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.VALUE_TRUE || in.currentToken() == JsonToken.VALUE_FALSE) {
                    known.add(in.getBooleanValue());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the agent's own document", e);
        }
        return known;
    }

    /** What is asked, on a line of its own, and behind it the key URIs. */
    private byte[] input() {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes((page + " " + names() + "\n").getBytes(StandardCharsets.UTF_8));
        for (KeyUri uri : found) {
            try (Secret line = KeyUri.print(uri.issuer(), uri.account(), uri.otp(), uri.secret(), uri.pin())) {
                line.lend(input::writeBytes);
                input.write('\n');
            }
        }
        return input.toByteArray();
    }

    /** Keeps what a scan has found, once somebody has agreed. */
    JsonWriter.Content store(String scan) throws PopupRefusal, Failure {
        if (found.isEmpty() || !scan.equals(Integer.toString(number))) {
            throw new PopupRefusal(Code.NOT_FOUND, "that was found too long ago; scan the page again");
        }
        List<String> names = namesImported(dialogue.begin(Dialogue.Action.STORE, input(), "totp add --screen"));
        return out -> {
            out.writeArrayFieldStart("names");
            for (String name : names) {
                out.writeString(name);
            }
            out.writeEndArray();
        };
    }

    /** Out of what {@code import --json} prints. */
    private static List<String> namesImported(String document) {
        List<String> names = new ArrayList<>();
        try (JsonParser in = new JsonFactory().createParser(document)) {
            boolean imported = false;
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.START_ARRAY) {
                    imported = "imported".equals(in.currentName());
                } else if (imported && in.currentToken() == JsonToken.VALUE_STRING && "name".equals(in.currentName())) {
                    names.add(in.getText());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a document of our own", e);
        }
        return names;
    }

    /** Whose they are, for who is asked about them: a page's own words, and so in quotes, on one line and not too long. */
    private String names() {
        List<String> names = new ArrayList<>();
        for (KeyUri uri : found) {
            String name = uri.issuer().isEmpty() || uri.account().isEmpty()
                    ? uri.issuer() + uri.account()
                    : uri.issuer() + ":" + uri.account();
            String cut = name.length() > NAME_MAX ? name.substring(0, NAME_MAX) + "…" : name;
            names.add('"' + Escaper.escape(cut) + '"');
        }
        return Message.names(names).toString();
    }

    /** By which a secret is known again and cannot be told: no seed leaves this process to be compared. */
    static String mark(Secret secret, byte[] nonce) {
        return HexFormat.of().formatHex(Hash.SHA256.hmac(secret, nonce));
    }

    @Override
    public void close() {
        found.forEach(KeyUri::close);
        found = List.of();
    }
}
