package totp.transfer;

import totp.message.Message;

/** No format is recognised, and none that is not read yet either. */
public final class UnknownFormatException extends TransferException {
    private static final long serialVersionUID = 1L;

    private final boolean noise;

    UnknownFormatException(boolean noise) {
        super(Message.of("transfer.format-not-known"));
        this.noise = noise;
    }

    /** Whether it is no text: the oldest encrypted backups of andOTP look so, and much else. */
    public boolean isNoise() {
        return noise;
    }
}
