package totp.cli.browser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import totp.cli.browser.PopupRefusal.Code;
import totp.cli.session.ClipboardCopy;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.cli.session.Version;
import totp.cli.unlock.Reply;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.vault.VaultException;

/**
 * The native-messaging host: the popup's requests on standard input, and what the agent answers. It opens no vault and asks for
 * nothing itself; any program of the user could start it, and it can do no more than such a program can by asking the agent.
 */
final class PopupHost implements AutoCloseable {
    /** The oldest extension that understands the answers. */
    private static final String CLIENT_MIN = "0.1";

    private final Session session;
    private final NativeMessages messages;
    private final Dialogue dialogue;
    private final PageScan scan;

    /** The code of a counter that was given last, by its account: asking once more would take another one. */
    private final Map<String, String> unused = new HashMap<>();

    PopupHost(Session session) {
        this.session = session;
        this.messages = new NativeMessages(session.host().in(), session.host().out());
        this.dialogue = new Dialogue(session);
        this.scan = new PageScan(session, dialogue);
    }

    /** One request after the other, until the popup is closed. */
    void serve() throws IOException {
        while (true) {
            Optional<byte[]> message;
            try {
                message = messages.read();
            } catch (NativeMessages.TooLarge e) {
                messages.write(error(0, new PopupRefusal(Code.TOO_LARGE, "the request is too large")));
                continue;
            }
            if (message.isEmpty()) {
                return;
            }
            messages.write(answer(message.get()));
        }
    }

    private byte[] answer(byte[] message) {
        PopupRequest request;
        try {
            request = PopupRequest.read(message);
        } catch (PopupRequest.Unreadable e) {
            return error(e.id(), e.why());
        }
        try {
            byte[] answer = document(request.id(), answer(request, message));
            return answer.length <= NativeMessages.ANSWER_BYTES_MAX
                    ? answer
                    : error(request.id(), new PopupRefusal(Code.TOO_LARGE, "the answer is too large"));
        } catch (PopupRefusal e) {
            return error(request.id(), e);
        } catch (Failure e) {
            return error(request.id(), PopupRefusal.of(e));
        } catch (RuntimeException e) {
            session.output().bug(e); // for the browser's own log
            return error(request.id(), new PopupRefusal(Code.INTERNAL, "an error of totp itself"));
        }
    }

    private JsonWriter.Content answer(PopupRequest request, byte[] message) throws PopupRefusal, Failure {
        return switch (request.op()) {
            case "hello" -> hello();
            case "list" -> copied(asked(message));
            case "code" -> code(request, message);
            case "copy" -> copy(request, message);
            case "unlock" -> unlock();
            case "lock" -> lock();
            case PopupRequest.SCAN -> scan.find(request.text("png"), request.text("origin"), this::asked);
            case "store" -> scan.store(request.text("scan"));
            default -> throw new PopupRefusal(Code.BAD_REQUEST, "there is no such request");
        };
    }

    private JsonWriter.Content hello() throws Failure {
        boolean locked = agent().flatMap(UnlockedAgent::lease).isEmpty();
        boolean vault = hasVault();
        return out -> {
            out.writeStringField("version", Version.TEXT);
            out.writeBooleanField("locked", locked);
            out.writeBooleanField("vault", vault);
            out.writeStringField("min_client", CLIENT_MIN);
        };
    }

    /** What is amiss with a file that cannot be looked at is told when it is opened. */
    private boolean hasVault() throws Failure {
        try {
            return new VaultAccess(session).file().isThere();
        } catch (VaultException e) {
            return true;
        }
    }

    private Optional<UnlockedAgent> agent() throws Failure {
        return UnlockedAgent.toAsk(session);
    }

    /** What the agent answers to a request. */
    private String asked(byte[] request) throws PopupRefusal, Failure {
        Optional<Reply> reply = reply(request);
        if (reply.isEmpty()) {
            throw hasVault()
                    ? new PopupRefusal(Code.LOCKED, "the vault is locked", "totp unlock")
                    : new PopupRefusal(Code.NO_VAULT, "there is no vault yet", "totp init");
        }
        if (reply.get().code() == ExitCode.USAGE) {
            throw new PopupRefusal(
                    Code.INTERNAL, "the vault was unlocked by another version of totp; lock it once", "totp lock");
        }
        if (reply.get().code() != ExitCode.DONE) {
            throw PopupRefusal.of(reply.get().code(), reply.get().told().orElse("totp has failed"));
        }
        return reply.get().out();
    }

    /** Empty if no agent is there, or it has ended over the request: what is asked for here may be asked for again. */
    private Optional<Reply> reply(byte[] request) throws Failure {
        Optional<UnlockedAgent> agent = agent();
        if (agent.isEmpty()) {
            return Optional.empty();
        }
        try {
            return agent.get().reply(List.of(BrowsedCommand.WORD), Secret.copyOf(request));
        } catch (Failure e) {
            if (agent.get().lease().isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The members of a document of the agent's, as they are. */
    private static JsonWriter.Content copied(String document) {
        return out -> {
            try (JsonParser in = new JsonFactory().createParser(document)) {
                in.nextToken();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    out.copyCurrentStructure(in);
                }
            }
        };
    }

    /** By this process, which belongs to the desktop that the browser is on; the popup never sees codes of other sites. */
    private JsonWriter.Content copy(PopupRequest request, byte[] message) throws PopupRefusal, Failure {
        String given = unused.getOrDefault(request.text("account"), "");
        unused.clear();
        String document = given.isEmpty() ? asked(message) : given;
        Optional<String> code = member(document, "code");
        if (code.isEmpty()) {
            return copied(document);
        }
        new ClipboardCopy(session).copy(code.get(), ClipboardCopy.CLEARED_AFTER_SECONDS);
        boolean cleared = session.host().variable("TOTP_CLIP_COMMAND").isEmpty();
        return out -> {
            if (cleared) {
                out.writeNumberField("clears_in", ClipboardCopy.CLEARED_AFTER_SECONDS);
            }
        };
    }

    /** One click is one code: where the page does not take it, it is copied. */
    private JsonWriter.Content code(PopupRequest request, byte[] message) throws PopupRefusal, Failure {
        String document = asked(message);
        unused.clear();
        if (member(document, "code").isPresent()
                && member(document, "valid_until").isEmpty()) {
            unused.put(request.text("account"), document);
        }
        return copied(document);
    }

    /** A text of a document of the agent's. */
    static Optional<String> member(String document, String name) {
        try (JsonParser in = new JsonFactory().createParser(document)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String here = in.currentName();
                in.nextToken();
                if (here.equals(name)) {
                    return Optional.of(in.getText());
                }
                in.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it was none
        }
    }

    private JsonWriter.Content unlock() throws PopupRefusal, Failure {
        dialogue.begin(Dialogue.Action.UNLOCK, new byte[0], "totp unlock");
        return out -> {};
    }

    private JsonWriter.Content lock() throws Failure {
        Optional<UnlockedAgent> agent = agent();
        if (agent.isPresent()) {
            agent.get().lock();
        }
        return out -> {};
    }

    @Override
    public void close() {
        scan.close();
    }

    // ---- documents

    private static byte[] error(long id, PopupRefusal why) {
        return document(id, why::write);
    }

    private static byte[] document(long id, JsonWriter.Content members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonWriter.write(bytes, out -> {
            out.writeStartObject();
            out.writeNumberField("v", PopupRequest.VERSION);
            out.writeNumberField("id", id);
            members.write(out);
            out.writeEndObject();
        });
        return bytes.toByteArray();
    }
}
