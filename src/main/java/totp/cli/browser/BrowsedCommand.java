package totp.cli.browser;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import totp.cli.browser.PopupRefusal.Code;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.JsonWriter;
import totp.cli.session.Served;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevices;
import totp.otp.Hotp;
import totp.otp.Origin;
import totp.otp.TimeBased;
import totp.vault.AccountSearch;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * What the popup asks whoever has the vault open; the request comes on standard input. Here it is decided, against the vault,
 * to which page a code may go: whoever took over the extension would get no code for a page of his own.
 */
public final class BrowsedCommand implements Command {
    public static final String WORD = "browsed";

    /** Asked by the host alone: of accounts that a page shows, which are in the vault already. */
    static final String KNOWN = "known";

    /** More than anybody links to one page, and than anybody looks through. */
    private static final int LINKED_MAX = 100;

    private static final int OTHERS_MAX = 200;

    @Override
    public void declare(Syntax syntax) {
        // All of it is in the request.
    }

    @Override
    public boolean isServed() {
        return true;
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        try (Secret json = new Input(session).stdin(WORD)) {
            PopupRequest request = json.use(BrowsedCommand::read);
            answer(session, access, request);
        } catch (PopupRefusal e) {
            print(session, e::write);
        }
    }

    private static PopupRequest read(byte[] json) throws PopupRefusal {
        try {
            return PopupRequest.read(json);
        } catch (PopupRequest.Unreadable e) {
            throw e.why();
        }
    }

    private static void print(Session session, JsonWriter.Content members) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        });
    }

    private static void answer(Session session, VaultAccess access, PopupRequest request)
            throws Failure, VaultException, PopupRefusal {
        try (Vault vault = access.open()) {
            switch (request.op()) {
                case "list" -> {
                    // A popup that is left open is nobody who asks for anything.
                    session.served().ifPresent(Served::unattended);
                    list(session, access, vault, request);
                }
                case "code" -> code(session, access, vault, forPage(vault, request));
                case "copy" -> code(session, access, vault, asked(vault, request));
                case KNOWN -> known(session, vault, request);
                default -> throw new PopupRefusal(Code.BAD_REQUEST, "there is no such request");
            }
        }
    }

    // ---- the list

    private static void list(Session session, VaultAccess access, Vault vault, PopupRequest request) {
        Optional<Origin> page = Origin.parse(request.text("origin"));
        boolean secure = page.filter(Origin::isSecure).isPresent();
        List<Account> linked = new ArrayList<>();
        List<Account> others = new ArrayList<>();
        for (Account account : vault.accounts()) {
            boolean forPage = page.isPresent() && isFor(vault, account, page.get()) && linked.size() < LINKED_MAX;
            if (forPage) {
                linked.add(account);
            } else if (AccountSearch.mentions(account, request.text("query"))) {
                others.add(account);
            }
        }
        Comparator<Account> byName = Comparator.comparing((Account account) -> !account.isFavorite())
                .thenComparing(Account::name, String.CASE_INSENSITIVE_ORDER);
        linked.sort(byName);
        others.sort(byName);
        Map<UUID, Set<Long>> spent = linked.isEmpty() ? Map.of() : spent(session, access, vault);
        Instant now = session.host().now();
        print(session, out -> {
            out.writeStringField("host", page.map(Origin::authority).orElse(null));
            out.writeBooleanField("secure", secure);
            out.writeArrayFieldStart("accounts");
            for (Account account : linked) {
                linked(out, account, now, spent.getOrDefault(account.id(), Set.of()));
            }
            out.writeEndArray();
            out.writeArrayFieldStart("others");
            for (Account account : others.subList(0, Math.min(OTHERS_MAX, others.size()))) {
                out.writeStartObject();
                names(out, account);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeNumberField("more", Math.max(0, others.size() - OTHERS_MAX));
        });
    }

    private static void names(JsonGenerator out, Account account) throws IOException {
        out.writeStringField("account", account.id().toString());
        out.writeStringField("name", account.name());
        out.writeStringField("issuer", account.issuer());
        out.writeStringField("label", account.accountName());
        out.writeStringField("type", account.otp().type());
        out.writeNumberField("digits", account.otp().digits());
        out.writeBooleanField("favorite", account.isFavorite());
    }

    /** With its code, unless asking for one changes the vault. */
    private static void linked(JsonGenerator out, Account account, Instant now, Set<Long> spent) throws IOException {
        out.writeStartObject();
        names(out, account);
        if (account.otp() instanceof TimeBased scheme && !account.lacksPin()) {
            long step = scheme.stepAt(now);
            out.writeNumberField("period", scheme.periodSeconds());
            timed(out, account, scheme, step);
            out.writeBooleanField("spent", spent.contains(step));
        } else {
            out.writeBooleanField("spent", false);
        }
        out.writeEndObject();
    }

    private static void timed(JsonGenerator out, Account account, TimeBased scheme, long step) throws IOException {
        out.writeStringField("code", scheme.codeOfStep(step, account.secret(), account.pin()));
        out.writeNumberField("valid_until", scheme.beginOfStep(step + 1).getEpochSecond());
    }

    /** A mark that is missing must not keep codes from anybody. */
    private static Map<UUID, Set<Long>> spent(Session session, VaultAccess access, Vault vault) {
        try {
            return access.usedSteps(vault).spent();
        } catch (VaultException e) {
            session.output().detail(Message.of("browser.spent-steps-unknown", e.message()));
            return Map.of();
        }
    }

    // ---- a code

    private static boolean isFor(Vault vault, Account account, Origin page) {
        return page.isSecure() && account.isFor(page) && !AwsDevices.isStale(vault.accounts(), account);
    }

    /** The account that is meant, if its codes may go to the page that is there. */
    private static Account forPage(Vault vault, PopupRequest request) throws PopupRefusal {
        Account account = asked(vault, request);
        Origin page = Origin.parse(request.text("origin"))
                .orElseThrow(() -> new PopupRefusal(Code.NOT_FOR_SITE, "that is no page of the web"));
        if (!page.isSecure()) {
            throw new PopupRefusal(Code.INSECURE_SITE, "a code would be read on its way to http://" + page.authority());
        }
        if (!isFor(vault, account, page)) {
            throw new PopupRefusal(Code.NOT_FOR_SITE, account.name() + " is not linked to " + page.authority());
        }
        return account;
    }

    private static Account asked(Vault vault, PopupRequest request) throws PopupRefusal {
        Account account = vault.accounts().stream()
                .filter(one -> one.id().toString().equals(request.text("account")))
                .findFirst()
                .orElseThrow(() -> new PopupRefusal(Code.NOT_FOUND, "the account is not there any more"));
        if (account.lacksPin()) {
            throw new PopupRefusal(Code.INTERNAL, account.name() + " needs a PIN, which the vault does not have");
        }
        return account;
    }

    private static void code(Session session, VaultAccess access, Vault vault, Account account)
            throws Failure, VaultException {
        if (account.otp() instanceof TimeBased scheme) {
            long step = scheme.stepAt(session.host().now());
            note(session, access, vault, account, step);
            print(session, out -> timed(out, account, scheme, step));
            return;
        }
        // The next counter is stored before anybody sees the code of this one.
        try (Vault saved = access.advanceCounter(vault, account.id())) {
            Account advanced = saved.existing(account.id());
            String code = ((Hotp) advanced.otp()).previous().code(advanced.secret());
            print(session, out -> out.writeStringField("code", code));
        }
    }

    /** A code must come even if no note of it can be kept. */
    private static void note(Session session, VaultAccess access, Vault vault, Account account, long step) {
        try {
            access.usedSteps(vault).note(account.id(), step);
        } catch (VaultException e) {
            session.output().detail(Message.of("browser.spent-steps-unknown", e.message()));
        }
    }

    // ---- accounts of a picture

    /** Of which marks there is a secret in the vault. */
    private static void known(Session session, Vault vault, PopupRequest request) throws PopupRefusal {
        byte[] nonce;
        try {
            nonce = HexFormat.of().parseHex(request.text("nonce"));
        } catch (IllegalArgumentException e) {
            throw new PopupRefusal(Code.BAD_REQUEST, "the nonce is not in hexadecimal");
        }
        Set<String> here = new HashSet<>();
        vault.accounts().forEach(account -> here.add(PageScan.mark(account.secret(), nonce)));
        String marks = request.text("marks");
        List<Boolean> known = marks.isEmpty()
                ? List.of()
                : Stream.of(marks.split(" ", -1)).map(here::contains).toList();
        print(session, out -> {
            out.writeArrayFieldStart("known");
            for (boolean one : known) {
                out.writeBoolean(one);
            }
            out.writeEndArray();
        });
    }
}
