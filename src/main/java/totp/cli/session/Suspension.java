package totp.cli.session;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * Hears that the program is about to be stopped (Ctrl-Z) and that it goes on, as readpassphrase(3) does. The JDK has no
 * supported way to signals but {@code sun.misc.Signal} of its module {@code jdk.unsupported}, which it keeps for just this;
 * reached by reflection, because the compiler's warning about it cannot be switched off.
 */
final class Suspension implements AutoCloseable {
    private final Optional<Object> stopped;
    private final Optional<Object> resumed;

    /**
     * From now on.
     *
     * @param leave runs before the program stops
     * @param enter runs when it goes on, also where it was stopped without a chance to hear of it
     */
    Suspension(Runnable leave, Runnable enter) {
        resumed = handle("CONT", enter);
        stopped = handle("TSTP", () -> {
            leave.run();
            if (!stop()) {
                enter.run();
            }
        });
    }

    /** Has something done at each signal of this kind, in place of what it does else; returns what ends that. */
    static Runnable hear(String signal, Runnable handler) {
        Optional<Object> before = handle(signal, handler);
        return () -> restore(signal, before);
    }

    /** Returns what handled the signal before; empty on a system without job control, or a Java without that module. */
    private static Optional<Object> handle(String signal, Runnable handler) {
        try {
            Class<?> type = handlerType();
            Object proxy =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.run();
                        }
                        return null;
                    });
            return Optional.of(handle(signal, proxy));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static Object handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Object signal = type.getConstructor(String.class).newInstance(name);
        Method handle = type.getMethod("handle", type, handlerType());
        return handle.invoke(null, signal, handler);
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    /** What the signal would have done without us. Java raises only what it handles, so a shell sends what nobody can handle. */
    private static boolean stop() {
        Tool kill = Tool.of("sh", "-c", "kill -STOP " + ProcessHandle.current().pid());
        try (Tool.Ended ended = ThisMachine.get().run(kill)) {
            return ended.status() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void restore(String signal, Optional<Object> former) {
        try {
            if (former.isPresent()) {
                handle(signal, former.get());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("what was handled can be handled again", e);
        }
    }

    @Override
    public void close() {
        restore("TSTP", stopped);
        restore("CONT", resumed);
    }
}
