package totp.cli;

import java.lang.reflect.InvocationTargetException;
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
            stop();
        });
    }

    /** Returns what handled the signal before; empty on a system without job control, or a Java without that module. */
    private static Optional<Object> handle(String signal, Runnable handler) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
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

    private static Object handle(String signal, Object handler) throws ReflectiveOperationException {
        Method handle = type().getMethod("handle", type(), Class.forName("sun.misc.SignalHandler"));
        return handle.invoke(null, signal(signal), handler);
    }

    /** As the signal's usual effect would have: this one alone cannot be handled. */
    private static void stop() {
        try {
            type().getMethod("raise", type()).invoke(null, signal("STOP"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a system that knows TSTP knows STOP", e);
        }
    }

    private static Class<?> type() throws ClassNotFoundException {
        return Class.forName("sun.misc.Signal");
    }

    /** @throws InvocationTargetException if the system has no such signal */
    private static Object signal(String name) throws ReflectiveOperationException {
        return type().getConstructor(String.class).newInstance(name);
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
