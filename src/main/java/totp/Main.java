package totp;

import totp.cli.Program;
import totp.cli.session.Host;

/** The program's entry, and the only place that exits. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Program.run(arguments, Host.system()).number());
    }
}
