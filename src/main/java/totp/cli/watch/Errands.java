package totp.cli.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import totp.cli.session.AccountFormat;
import totp.cli.session.ClipboardCopy;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.QrOnTerminal;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.cli.unlock.Reply;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Purpose;
import totp.cli.watch.Picture.QrPicture;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.qr.PictureException;
import totp.qr.QrDrawing;
import totp.qr.QrDrawing.Style;
import totp.vault.Vault;
import totp.vault.VaultException;

/** What the list has done for it, each by the command that does it elsewhere: so it is noted, stored and told as there. */
final class Errands {
    private final Session session;

    Errands(Session session) {
        this.session = session;
    }

    /** The vault is locked by now. */
    static final class Locked extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A code that may be handed out.
     *
     * @param end of its validity; empty for that of a counter
     * @param warning what was told besides
     */
    record Code(String text, Optional<Instant> end, Message warning) {}

    /**
     * The accounts, and codes of some of them.
     *
     * @param attended whether somebody has pressed a key for it
     */
    Listing list(Keeper keeper, boolean accounts, List<UUID> ids, boolean attended) throws Failure {
        List<String> words = new ArrayList<>(List.of("watched"));
        if (accounts) {
            words.add("--accounts");
        } else {
            words.add("--quiet"); // what is told once is told with the accounts
        }
        if (attended) {
            words.add("--attended");
        }
        ids.forEach(id -> words.add(id.toString()));
        return Listing.read(run(keeper, words).out());
    }

    /** Hands out a code as {@code code} does: it is noted, and a counter is stored durably before anybody sees its code. */
    Code code(Keeper keeper, Row row) throws Failure {
        Reply reply = run(keeper, List.of("code", "--exact", "--json", row.name()));
        String code = "";
        Optional<Instant> end = Optional.empty();
        try (JsonParser json = new JsonFactory().createParser(reply.out())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String member = json.currentName();
                boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
                if (member.equals("code")) {
                    code = json.getText();
                } else if (member.equals("valid_until") && isText) {
                    end = Optional.of(Instant.parse(json.getText()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("our own document", e);
        }
        return new Code(code, end, reply.told().map(Message::said).orElse(Message.NONE));
    }

    Message copy(Row row, String code, Message warning) throws Failure {
        Message copied = new ClipboardCopy(session).copy(code, ClipboardCopy.CLEARED_AFTER_SECONDS);
        return warning.equals(Message.NONE)
                ? Message.of("watch.copied", row.name(), copied)
                : Message.of("watch.copied-warning", row.name(), copied, warning);
    }

    /**
     * What was told of a code that is in the clipboard.
     *
     * @param end of its validity
     */
    record Copied(Message told, Optional<Instant> end) {}

    Copied copyCode(Keeper keeper, Row row) throws Failure {
        Code code = code(keeper, row);
        return new Copied(copy(row, code.text(), code.warning()), code.end());
    }

    private static Reply run(Keeper keeper, List<String> words) throws Failure {
        Reply reply = keeper.run(words).orElseThrow(Locked::new);
        if (reply.code() != ExitCode.DONE) {
            Message why = reply.told().map(Message::said).orElse(Message.of("watch.failed"));
            throw new Failure(reply.code(), why);
        }
        return reply;
    }

    /** Makes a favourite of an account that is none, and the other way round. */
    void favorite(Keeper keeper, Dialogue dialogue, Row row) throws Failure, VaultException {
        Session asking = asking(dialogue);
        VaultAccess access = new VaultAccess(asking);
        try (Vault vault = keeper.open(access, Purpose.CHANGE)) {
            Instant now = asking.host().now();
            access.update(vault, current -> {
                        Account account = current.existing(row.id());
                        current.change(
                                account.toBuilder().favorite(!row.favorite()).build(), now);
                    })
                    .close();
        }
    }

    /** The secret as a QR code, once somebody has said that it may be seen. */
    QrPicture qr(Keeper keeper, Dialogue dialogue, Row row) throws Failure, VaultException {
        Session asking = asking(dialogue);
        asking.confirm(Message.of("account.show-secret-qr-code", row.name()));
        VaultAccess access = new VaultAccess(asking);
        Style style = QrOnTerminal.style(session);
        try (Vault vault = keeper.open(access, Purpose.READ);
                Secret uri = AccountFormat.uri(vault.existing(row.id()))) {
            QrDrawing drawing = uri.use(bytes -> QrDrawing.of(new String(bytes, StandardCharsets.US_ASCII)));
            return new QrPicture(row.name(), drawing.lines(style), drawing.columns(style));
        } catch (PictureException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("account.key-uri-cannot-drawn", e.message()));
        }
    }

    /** Whoever may open the vault now: an agent, else this process, which asks. */
    Keeper reopen(Dialogue dialogue) throws Failure, VaultException {
        Optional<Keeper> agent = Keeper.agent(session);
        if (agent.isPresent()
                && agent.get().run(List.of("watched", "--attended", "--quiet")).isPresent()) {
            return agent.get();
        }
        return Keeper.own(asking(dialogue));
    }

    /** A session like this one whose terminal is the dialogue on the screen. */
    private Session asking(Dialogue dialogue) {
        Host real = session.host();
        Terminal terminal = dialogue.terminal(real.machine());
        Host host = new Host(
                real.clock(),
                real.random(),
                () -> Optional.of(terminal),
                new ByteArrayInputStream(new byte[0]),
                OutputStream.nullOutputStream(),
                new ByteArrayOutputStream(),
                () -> true,
                () -> true,
                () -> false,
                () -> false,
                real.environment(),
                real.pause(),
                real.nanoTime(),
                real.machine());
        Session asking = new Session(host, session.program(), Optional.empty());
        asking.configure(session.options().again());
        return asking;
    }

    /** Whether the vault opens without anybody being asked. */
    boolean opensUnasked() {
        return session.options().again().openOtherwise()
                || session.host().variable("TOTP_PASSPHRASE_FILE").isPresent()
                || session.host().variable("TOTP_PASSPHRASE_COMMAND").isPresent();
    }
}
