package totp.vault;

import org.jspecify.annotations.Nullable;

/**
 * The backups of a run of many saves: the state before the run, and the one before its last save. Else a run through fifty
 * users would push every older backup out. Made anew for each run.
 */
public final class RollingBackup {
    private final boolean rolls;
    private boolean begun;
    private @Nullable FormerFile last;

    /** For the first save of a run, and those behind it. */
    public RollingBackup() {
        this(true);
    }

    private RollingBackup(boolean rolls) {
        this.rolls = rolls;
    }

    /** For a save that is part of no run. */
    static RollingBackup none() {
        return new RollingBackup(false);
    }

    /** A save of the run stands, and this state has its backup: that of the save before is not needed any more. */
    void kept(Backups backups, FormerFile former) {
        if (last != null) {
            backups.forget(last);
        }
        last = rolls && begun ? former : null;
        begun = true;
    }
}
