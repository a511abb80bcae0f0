package totp.cli;

import totp.cli.session.Command;
import totp.cli.session.Machine;
import totp.cli.session.Session;
import totp.cli.session.Version;
import totp.message.Message;

final class VersionCommand implements Command {
    @Override
    public void run(Session session) {
        session.output().line("totp " + Version.TEXT);
        Machine machine = session.host().machine();
        session.output()
                .detail(Message.of("cli.java", machine.property("java.version"), machine.property("java.vm.name")));
    }
}
