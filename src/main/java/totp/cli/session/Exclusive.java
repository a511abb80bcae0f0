package totp.cli.session;

import java.util.ArrayList;
import java.util.List;
import totp.message.Message;

/** Options of which one may be given at most. */
public final class Exclusive {
    private final List<String> names = new ArrayList<>();
    private int given;

    public Exclusive option(String name, boolean isGiven) {
        names.add(name);
        given += isGiven ? 1 : 0;
        return this;
    }

    /** Refuses two of them. */
    public void check() throws Failure {
        if (given > 1) {
            int last = names.size() - 1;
            throw Failure.usage(
                    Message.of("session.give-one", String.join(", ", names.subList(0, last)), names.get(last)));
        }
    }
}
