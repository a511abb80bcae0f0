package totp.agent;

/**
 * Initialises, beside the thread that makes a socket, what the Java runtime will want for it: a socket of a path loads the
 * security providers, since its class holds a source of random numbers, and from that hangs more than half of the time that a
 * code of the agent takes after Java's own start. Only classes whose initialisers wait for none of the others' are named.
 * They belong to the runtime and not to its interface: where one is not there, nothing is gained and nothing lost.
 */
final class Preparation extends Thread {
    /** In the order in which the socket will ask for them. */
    static final String[] CLASSES = {
        "sun.security.util.KnownOIDs",
        "jdk.internal.event.SecurityProviderServiceEvent",
        "sun.nio.ch.Net",
        "jdk.net.ExtendedSocketOptions",
        "jdk.internal.event.SocketReadEvent",
        "jdk.internal.event.SocketWriteEvent"
    };

    Preparation() {
        super("preparation");
        setDaemon(true);
    }

    @Override
    public void run() {
        for (String name : CLASSES) {
            try {
                Class.forName(name, true, null);
            } catch (ClassNotFoundException | LinkageError e) {
                // Of another Java: it is initialised when it is wanted, as ever.
            }
        }
    }
}
