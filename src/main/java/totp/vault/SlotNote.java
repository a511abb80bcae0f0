package totp.vault;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/**
 * What the owner of a vault knows of one of its slots; it lies in the payload, since the header is in the clear.
 *
 * @param label the owner's, or empty
 * @param created null if it was not noted
 * @param isShort whether its passphrase was seen to be short when it was chosen
 * @param unknown members that this version does not know
 */
public record SlotNote(
        String label,
        @Nullable Instant created,
        boolean isShort,
        @Nullable Secret unknown) {
    static final SlotNote NONE = new SlotNote("", null, false, null);

    public SlotNote(String label, Instant created, boolean isShort) {
        this(label, created, isShort, null);
    }
}
