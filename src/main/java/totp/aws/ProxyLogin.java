package totp.aws;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Says user and password to a proxy, once: a proxy that asks again has refused them, and Java would go on answering, twenty
 * times a request, until the account is locked. Java itself remembers what was taken for the requests that follow.
 */
final class ProxyLogin extends Authenticator {
    private static final AtomicBoolean REFUSED = new AtomicBoolean();

    private final Optional<String> login;
    private boolean answered;

    private ProxyLogin(Optional<String> login) {
        this.login = login;
    }

    /**
     * For all that follows, since Java has one place for this.
     *
     * @param login {@code user:password}; without it a proxy that asks is noticed all the same
     */
    static void answerWith(Optional<String> login) {
        if (Authenticator.getDefault() instanceof ProxyLogin other && other.login.equals(login)) {
            return; // another client of this command uses the same proxy
        }
        REFUSED.set(false);
        Authenticator.setDefault(new ProxyLogin(login));
    }

    /** Whether the proxy wanted a login that it was not given, or did not take the one that it was. */
    static boolean wasRefused() {
        return REFUSED.get();
    }

    private static PasswordAuthentication answer(String login) {
        String[] parts = login.split(":", 2);
        return new PasswordAuthentication(parts[0], (parts.length > 1 ? parts[1] : "").toCharArray());
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        if (getRequestorType() != RequestorType.PROXY) {
            return null;
        }
        if (login.isEmpty() || answered) {
            REFUSED.set(true);
            return null;
        }
        answered = true;
        return answer(login.get());
    }
}
