package totp;

import totp.cli.Host;
import totp.cli.Program;

/** The program's entry, and the only place that exits. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Program.run(arguments, Host.system()).number());
    }
}
