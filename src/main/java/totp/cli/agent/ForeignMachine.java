package totp.cli.agent;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import totp.cli.session.Machine;
import totp.cli.session.Platform;
import totp.cli.session.Served;
import totp.cli.session.Tool;
import totp.crypto.Secret;

/** The machine under a command that runs for somebody else: its programs would run where nobody sees them. */
final class ForeignMachine implements Machine {
    private final Machine real;

    ForeignMachine(Machine real) {
        this.real = real;
    }

    @Override
    public Platform platform() {
        return real.platform();
    }

    @Override
    public ZoneId zone() {
        return real.zone();
    }

    @Override
    public String property(String name) {
        return real.property(name);
    }

    @Override
    public void setProperty(String name, String value) {
        throw new Served.Elsewhere();
    }

    @Override
    public void useDesktop() {
        throw new Served.Elsewhere();
    }

    @Override
    public Tool.Ended run(Tool tool) {
        throw new Served.Elsewhere();
    }

    @Override
    public void leaveRunning(Tool tool) {
        throw new Served.Elsewhere();
    }

    @Override
    public Secret leaveServing(Tool tool) {
        throw new Served.Elsewhere();
    }

    @Override
    public void become(List<String> words, Map<String, String> environment) {
        throw new Served.Elsewhere();
    }

    @Override
    public Runnable atExit(Runnable action) {
        return () -> {};
    }

    @Override
    public boolean hasExitActions() {
        return false;
    }

    @Override
    public Runnable atStop(Runnable stopped, Runnable resumed) {
        return () -> {};
    }
}
