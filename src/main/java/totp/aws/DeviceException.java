package totp.aws;

import totp.message.Message;
import totp.message.MessageException;

/**
 * Why something was not done to a device: AWS said so, or the owner of its seed could not keep what has to be kept first. Two
 * types, so that whoever repeats, forgives or explains what AWS says cannot do it to a vault that was not written by mistake;
 * and one type above them, where it is only passed on.
 */
public abstract sealed class DeviceException extends MessageException permits AwsException, KeepingException {
    private static final long serialVersionUID = 1L;

    DeviceException(Message message) {
        super(message);
    }
}
