package totp.cli.aws;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.aws.AwsException;
import totp.aws.Chain;
import totp.aws.ConsoleSignIn;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Platform;
import totp.cli.session.Session;
import totp.cli.session.Tool;
import totp.message.Message;

/** Opens AWS's console in a browser, signed in with a role's session. */
final class ConsoleLogin {
    /** For a browser that has to start first. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int CHANCE_BYTES = 16;

    private final Session session;
    private final Chain chain;
    private final ConsoleSignIn signIn;

    ConsoleLogin(Session session, AwsAccess access, Chain chain) {
        this.session = session;
        this.chain = chain;
        signIn = new ConsoleSignIn(access.settings(), chain, session.output()::warning);
    }

    /** Before a session is begun: what AWS would refuse, and what cannot be opened here. */
    String destination(String given, boolean print) throws Failure {
        if (chain.hops().isEmpty()) {
            throw Failure.usage(
                    Message.of("aws.login-is-for-roles", chain.profile()), Message.of("aws.code-serves-sign-in"));
        }
        if (!print) {
            browser();
        }
        try {
            return signIn.destination(given);
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }

    void run(SessionEntry entry, String destination, boolean print) throws Failure {
        Optional<Duration> lifetime = chain.isDirect() ? chain.last().map(Chain.Hop::lifetime) : Optional.empty();
        String address;
        try {
            address = signIn.address(entry.credentials(), destination, lifetime);
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
        if (print) {
            if (session.output().isWatched()) {
                session.confirmIntended(Message.of("aws.sign-in-on-screen"));
            }
            session.output().drawn(address);
            return;
        }
        open(address);
    }

    private void open(String address) throws Failure {
        byte[] chance = new byte[CHANCE_BYTES];
        session.host().random().get().nextBytes(chance);
        List<String> words = new ArrayList<>(browser());
        try (OneShotRedirect redirect = new OneShotRedirect(chance)) {
            words.add(redirect.address());
            session.host().machine().leaveRunning(Tool.of(words));
            session.output().note(Message.of("aws.opening-console", chain.profile()));
            session.output().flush();
            if (!redirect.lead(address, PATIENCE, session.host().nanoTime())) {
                throw noBrowser(Message.of("aws.no-browser-came", words.get(0)));
            }
        } catch (IOException e) {
            throw noBrowser(Message.of("aws.no-browser-came", words.get(0)));
        }
    }

    /** The command that opens an address, as the desktop has it, or as the user says by {@code BROWSER}. */
    private List<String> browser() throws Failure {
        if (session.host().machine().platform() == Platform.MACOS) {
            return List.of("open");
        }
        List<String> known = new ArrayList<>();
        session.host().variable("BROWSER").ifPresent(given -> known.add(given.split(":", 2)[0]));
        known.addAll(List.of("xdg-open", "wslview", "sensible-browser"));
        for (String program : known) {
            if (!program.isEmpty() && !program.contains("%") && Tool.isThere(session, program)) {
                return List.of(program);
            }
        }
        throw noBrowser(Message.of("aws.no-browser"));
    }

    private static Failure noBrowser(Message what) {
        return new Failure(ExitCode.IO, what, Message.of("aws.print-prints-address"));
    }
}
