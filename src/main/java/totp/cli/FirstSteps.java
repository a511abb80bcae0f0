package totp.cli;

import totp.cli.session.Session;
import totp.message.Message;

/** What somebody is told who has no vault yet: the way to the first code. */
final class FirstSteps {
    private FirstSteps() {}

    static void tell(Session session) {
        session.output().note(Message.of("cli.first-make"));
        session.output().note(Message.of("cli.first-fill"));
        session.output().note(Message.of("cli.first-code"));
    }
}
