package totp.cli.aws;

/** A device whose seed is kept and which is to be finished. */
record Begun(DeviceAccount account, Stage stage) {
    /** How far it has come. */
    enum Stage {
        /** This run made it: where there is no way to register it, it is taken back. */
        MADE_NOW,
        /** An earlier run made it, and AWS does not list it as the user's, or withholds the list. */
        MADE_BEFORE,
        /** AWS lists it as the user's; something may still be left to be done. */
        REGISTERED
    }
}
