package totp.cli.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Failure;
import totp.cli.session.Key;
import totp.cli.session.Key.Kind;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.cli.watch.Picture.QrPicture;
import totp.crypto.Leftovers;
import totp.message.Message;
import totp.message.MessageException;

/**
 * The list while it is on the screen. One thread, the caller's, has it all: whatever happens (a key, another size, an answer of
 * who has the vault open) comes to it through one queue, and between two of these it draws what has changed. It wakes once a
 * second while a time runs down on the screen, and else when it has to.
 */
final class Watching implements AutoCloseable {
    private static final long SECOND_MILLIS = 1000;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Session session;
    private final Terminal terminal;
    private final Model model;
    private final Errands errands;
    private final ListKeys keys;
    private final WatchScreen screen;
    private final Works works = new Works();
    private final Events events = new Events(this::press);
    private final Attendance attendance;
    private final FileTrace trace;
    private final FileTrace steps;
    private Keeper keeper;
    private @Nullable Message locked;
    private @Nullable Dialogue dialogue;
    private @Nullable QrPicture qr;

    /** Of unlocked times: what was asked for in one means nothing in the next. */
    private int time;

    private boolean asked;
    private Instant notBefore = Instant.MIN;
    private boolean over;
    private boolean gone;

    /** @param keeper taken over */
    Watching(Session session, WatchScreen screen, Model model, Keeper keeper, FileTrace vault, FileTrace steps) {
        this.session = session;
        this.terminal = screen.terminal();
        this.model = model;
        this.keeper = keeper;
        this.errands = new Errands(session);
        this.screen = screen;
        this.attendance = new Attendance(session.host());
        this.trace = vault;
        this.steps = steps;
        this.keys = new ListKeys(this, model, errands);
    }

    /** Until its user leaves it. */
    void run() throws Failure, IOException {
        Runnable leave = terminal.fullScreen(() -> events.add(this::startOver));
        Runnable deaf = terminal.atResize(() -> events.add(this::startOver));
        try {
            events.readKeys(terminal, this::terminalGone);
            learnIdle();
            while (!over) {
                events.handle(millisToWait());
                look();
                if (!over) {
                    screen.paint(model, locked, dialogue, qr);
                }
            }
        } catch (InterruptedException e) {
            throw Session.interrupted();
        } finally {
            deaf.run();
            leave.run();
        }
        if (gone) {
            throw Session.terminalLost(new IOException("closed"));
        }
    }

    void show(QrPicture picture) {
        qr = picture;
    }

    void end() {
        over = true;
    }

    private void terminalGone() {
        gone = true;
        over = true;
    }

    private void learnIdle() {
        Keeper present = keeper;
        works.add(present::idle, idle -> events.add(() -> attendance.limit(idle)), e -> {});
    }

    /** The screen is empty, or has another size. */
    private void startOver() {
        model.setHeight(screen.startOver());
    }

    private void press(Key key) {
        attendance.pressed();
        if (key.isControl('l')) {
            startOver();
        } else if (dialogue != null) {
            dialogue.take(key);
            over |= locked != null && dialogue.isGivenUp();
        } else if (qr != null) {
            qr = null;
        } else if (locked != null) {
            over |= key.is(Kind.ESCAPE) || key.isText('q');
            if (key.is(Kind.ENTER)) {
                reopen();
            }
        } else {
            keys.press(key);
        }
    }

    /** What may have happened without anybody saying so. */
    private void look() {
        if (locked != null) {
            if (dialogue == null && !keeper.isOpen() && attendance.isWaitingForAgent()) {
                reopen();
            }
        } else if (!keeper.isOpen()) {
            lock(attendance.isAboutIdle() ? attendance.idle() : Message.of("watch.locked"));
        } else if (attendance.isIdle()) {
            lock(attendance.idle());
        } else {
            model.forgetOldCodes(now());
            refresh();
        }
    }

    /** Asks for what is to be shown and not known; one question at a time. */
    private void refresh() {
        Instant now = now();
        if (asked || now.isBefore(notBefore)) {
            return;
        }
        boolean changed = trace.hasChanged();
        boolean noted = steps.hasChanged();
        List<UUID> missing = noted || changed ? model.shown() : model.missing(now);
        boolean touch = attendance.isToBeTold();
        if (changed || noted || touch || !missing.isEmpty()) {
            asked = true;
            boolean attended = attendance.tell();
            Keeper present = keeper;
            add(() -> errands.list(present, changed, missing, attended), this::listed, this::notListed, null);
        }
    }

    private void listed(Listing listing) {
        asked = false;
        listing.rows().ifPresent(model::setRows);
        model.put(listing.codes());
    }

    private void notListed(Exception e) {
        asked = false;
        notBefore = now().plus(RETRY);
        trace.forget();
        fail(e);
    }

    /**
     * Has something done by who has the vault open, beside the drawing.
     *
     * @param done what is to be done with what came of it, on this thread
     */
    <T> void work(Works.Work<T> work, Consumer<T> done) {
        add(work, done, this::fail, null);
    }

    /** The same for what may have to ask. */
    <T> void workAsking(Function<Dialogue, Works.Work<T>> work, Consumer<T> done) {
        Dialogue asking = new Dialogue(() -> events.add(() -> {}));
        dialogue = asking;
        add(
                work.apply(asking),
                done,
                e -> {
                    if (!asking.isGivenUp()) {
                        fail(e);
                    }
                },
                asking);
    }

    private <T> void add(Works.Work<T> work, Consumer<T> done, Consumer<Exception> failed, @Nullable Dialogue asking) {
        int begun = time;
        works.add(
                work,
                result -> events.add(() -> finish(begun, asking, () -> done.accept(result))),
                e -> events.add(() -> finish(begun, asking, () -> failed.accept(e))));
    }

    private void finish(int begun, @Nullable Dialogue asking, Runnable end) {
        if (asking != null && dialogue == asking) {
            dialogue = null;
        }
        if (begun == time) {
            end.run();
        }
    }

    private void fail(Exception e) {
        if (e instanceof Errands.Locked) {
            lock(Message.of("watch.locked"));
            return;
        }
        Message why = e instanceof MessageException told ? told.message() : Message.of("watch.failed");
        if (locked == null) {
            model.tell(why);
        } else {
            locked = why;
        }
    }

    Keeper keeper() {
        return keeper;
    }

    Instant now() {
        return session.host().now();
    }

    /** Nothing of the vault stays on the screen or in memory. */
    private void lock(Message why) {
        if (locked != null) {
            return;
        }
        if (dialogue != null) {
            dialogue.giveUp();
            dialogue = null;
        }
        time++;
        asked = false;
        locked = why;
        qr = null;
        model.wipe();
        Keeper former = keeper;
        boolean isAgents = former instanceof AgentKeeper && former.isOpen();
        attendance.waitForAgent(isAgents);
        works.add(
                () -> {
                    former.close();
                    Leftovers.overwrite();
                    return true;
                },
                done -> {},
                e -> {});
        if (!isAgents && !errands.opensUnasked()) {
            reopen();
        }
    }

    private void reopen() {
        attendance.waitForAgent(false);
        workAsking(asking -> () -> errands.reopen(asking), opened -> {
            keeper = opened;
            locked = null;
            notBefore = Instant.MIN;
            trace.forget();
            attendance.pressed();
            learnIdle();
        });
    }

    private long millisToWait() {
        boolean runs = dialogue == null && qr == null && locked == null;
        if (runs || attendance.isWaitingForAgent()) {
            return SECOND_MILLIS - Math.floorMod(now().toEpochMilli(), SECOND_MILLIS);
        }
        return locked == null ? attendance.millisLeft() : Long.MAX_VALUE;
    }

    @Override
    public void close() {
        model.wipe();
        works.close();
        keeper.close();
    }
}
