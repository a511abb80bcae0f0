package totp.transfer;

import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Otp;

/** Writes accounts as another program reads them. One class and one line in {@link Exporters} make a format. */
public interface Exporter {
    /** What some formats have no place for. */
    enum Detail {
        NOTES,
        TAGS,
        PINS,
        FAVORITES
    }

    /** The format's word. */
    String format();

    /** Whether it can be encrypted; what cannot is only written on demand. */
    boolean encrypts();

    /** What of an account beside its codes is in the file. */
    Set<Detail> holds();

    /** Whether the PIN of such an account is in the file, and not only its codes' secret. */
    default boolean holdsPin(Otp otp) {
        return holds().contains(Detail.PINS);
    }

    /** Whether the codes of such an account can be said in this format. */
    boolean holds(Otp otp);

    /**
     * The file, or several parts of it in order.
     *
     * @param accounts those that {@link #holds}; they stay the caller's
     * @param password UTF-8, or null to write in the clear
     */
    List<Secret> write(List<Account> accounts, @Nullable Secret password, SecureRandom random) throws TransferException;
}
