package totp.transfer;

import totp.message.Message;

/** A password that was given does not open the file; where a format has no MAC, damage looks the same. */
public final class WrongPasswordException extends TransferException {
    private static final long serialVersionUID = 1L;

    public WrongPasswordException() {
        super(Message.of("transfer.password-wrong"));
    }
}
