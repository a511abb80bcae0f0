package totp.cli.browser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Nearest;
import totp.cli.session.Platform;
import totp.cli.session.SecretArguments;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** The popup in browsers: put there, taken away, looked after; and, for the browsers themselves, the program behind it. */
public final class BrowserCommand implements Command {
    /** Half of a hash, in letters; or what an add-on of Firefox calls itself. */
    private static final Pattern ID = Pattern.compile("[a-p]{32}|[A-Za-z0-9._-]{1,64}@[A-Za-z0-9._-]{1,64}");

    private static final Pattern FIREFOX_ID = Pattern.compile(".*@.*");

    private @Nullable Action action;
    private @Nullable Inner inner;
    private List<String> browsers = List.of();
    private List<String> ids = List.of();
    private boolean json;

    enum Action {
        install,
        uninstall,
        status
    }

    /** What programs call, and no help names. */
    private enum Inner {
        /** By a browser, with words of its own behind it. */
        host,
        /** By the host, which a browser may end at any time. */
        unlock,
        store
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.action(Action.class, given -> action = given);
        syntax.only(Action.install, Action.uninstall)
                .repeated(Value.words(BrowserCommand::names), "NAME", given -> browsers = given, "--browser");
        syntax.only(Action.install).repeated(Value.TEXT, "ID", given -> ids = given, "--extension-id");
        syntax.only(Action.status).flag(() -> json = true, "--json");
    }

    private static List<String> names() {
        return Browser.all().stream().map(Enum::name).toList();
    }

    /** A browser says which extension calls: a word that no parser needs to see. */
    @Override
    public boolean takesPlainly(List<String> words) {
        for (Inner one : Inner.values()) {
            if (!words.isEmpty() && words.get(0).equals(one.name())) {
                inner = one;
            }
        }
        return inner != null;
    }

    private void run(Session session, Inner called) throws Failure {
        switch (called) {
            case host -> serve(session);
            case unlock -> new Dialogue(session).run(Dialogue.Action.UNLOCK);
            case store -> new Dialogue(session).run(Dialogue.Action.STORE);
        }
    }

    @Override
    public void run(Session session) throws Failure {
        if (inner != null) {
            run(session, inner);
            return;
        }
        Action chosen = Objects.requireNonNull(action, "the parser demands it");
        if (session.host().machine().platform() == Platform.WINDOWS) {
            throw Failure.usage(Message.of("browser.not-on-windows"));
        }
        switch (chosen) {
            case install -> install(session);
            case uninstall -> uninstall(session);
            case status -> new InstallationCheck(session).run(json);
        }
    }

    /** Standard output belongs to the browser alone, and so does the end: without a word. */
    private static void serve(Session session) throws Failure {
        Host host = session.host();
        // A browser that was started in a terminal has one, and nobody there has asked for anything.
        Session alone = new Session(
                host.unattended(host.in(), host.out(), host.err(), host.environment()),
                session.program(),
                Optional.empty());
        try (PopupHost popup = new PopupHost(alone)) {
            popup.serve();
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("browser.host-lost-browser"), e);
        }
    }

    private void install(Session session) throws Failure {
        List<Browser> chosen = chosen();
        if (chosen.isEmpty()) {
            for (Browser browser : Browser.all()) {
                if (browser.isFound(session)) {
                    chosen.add(browser);
                }
            }
        }
        if (chosen.isEmpty()) {
            throw new Failure(ExitCode.NOT_FOUND, Message.of("browser.none-found"), Message.of("browser.name-one"));
        }
        for (String id : ids) {
            if (!ID.matcher(id).matches()) {
                throw Failure.usage(Message.of("browser.no-extension-id"), Message.of("browser.popup-tells-its-id"));
            }
        }
        Installation installation = new Installation(session);
        installation.requireFree(chosen);
        for (Browser browser : chosen) {
            Optional<String> sandbox = browser.sandbox(session);
            if (sandbox.isPresent()) {
                session.output().warning(Message.of("browser.also-sandboxed", browser, sandbox.get()));
            }
        }
        installation.write(
                chosen,
                ids.stream().filter(id -> !FIREFOX_ID.matcher(id).matches()).toList(),
                ids.stream().filter(id -> FIREFOX_ID.matcher(id).matches()).toList());
        for (Browser browser : chosen) {
            tell(session, browser, browser.manifest(session));
        }
        tellLastStep(session, installation, chosen);
    }

    private static void tell(Session session, Browser browser, Path manifest) {
        session.output().drawn(AccountFormat.tsv(List.of(browser.name(), manifest.toString())));
    }

    private static void tellLastStep(Session session, Installation installation, List<Browser> chosen) throws Failure {
        session.output().flush(); // what is to be done comes behind what was done
        if (chosen.stream().anyMatch(browser -> !browser.isFirefox())) {
            session.output().hint(Message.of("browser.load-unpacked", installation.extension(false)));
        }
        if (chosen.contains(Browser.firefox)) {
            session.output().hint(Message.of("browser.load-temporary", installation.extension(true)));
        }
    }

    private void uninstall(Session session) throws Failure {
        List<Browser> chosen = chosen();
        Installation installation = new Installation(session);
        for (Browser browser : chosen.isEmpty() ? Browser.all() : chosen) {
            Optional<Path> removed = installation.removeManifest(browser);
            if (removed.isPresent()) {
                tell(session, browser, removed.get());
            }
        }
        for (Browser browser : Browser.all()) {
            if (installation.manifest(browser).filter(installation::isOurs).isPresent()) {
                return; // what it shares with the others is needed still
            }
        }
        installation.removeRest();
    }

    private List<Browser> chosen() throws Failure {
        List<Browser> chosen = new ArrayList<>();
        for (String name : browsers) {
            Browser browser = Browser.all().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(name));
            if (!chosen.contains(browser)) {
                chosen.add(browser);
            }
        }
        return chosen;
    }

    private static Failure unknown(String name) {
        Message oneOf = Message.of("browser.browsers-are", String.join(", ", names()));
        return SecretArguments.mightBeSecret(name)
                ? Failure.usage(oneOf)
                : Nearest.of(name, names())
                        .map(near -> Failure.usage(oneOf, Message.of("browser.did-you-mean", near)))
                        .orElseGet(() -> Failure.usage(oneOf));
    }
}
