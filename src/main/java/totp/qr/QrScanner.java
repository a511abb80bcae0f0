package totp.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.NotFoundException;
import com.google.zxing.Result;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.qr.FinderSearch.Centre;

/**
 * Finds every QR code in a picture. One look is not enough: codes are dark on light and light on dark, small and blurred,
 * alone and nine on a page, and ZXing's readers each miss some. So the picture is looked at in stages, the usual cases
 * first, and where finder patterns were seen but nothing was read the code is cut out and read alone.
 *
 * <p>It stops as soon as something was found and no credible code is left unread, or when it has cost enough ({@link Effort}).
 */
public final class QrScanner {
    /** What a look at a screen may cost, as {@link Effort} counts: somewhat less than two seconds. */
    static final long USUAL_EFFORT = 1_600_000_000L;

    /** What it may cost when somebody says that there is a code: some ten seconds. */
    private static final long DEEP_EFFORT = 10_000_000_000L;

    private static final int PIXELS_HALVED = 800_000;
    private static final int PIXELS_DOUBLED_MAX = 2_300_000;
    private static final int PIXELS_TRIPLED_MAX = 100_000;
    private static final int CENTRES_FOR_MULTI_MAX = 70;

    /** More of them is noise, which blurring takes away. */
    private static final int CENTRES_OF_NOISE_MIN = 100;

    private static final int CUTOUTS_USUAL = 16;
    private static final int CUTOUTS_DEEP = 24;

    private final Effort effort;
    private final boolean deep;
    private final Map<String, QrCode> found = new LinkedHashMap<>();
    private final List<Triple> read = new ArrayList<>();
    private final List<Triple> unread = new ArrayList<>();
    private boolean noisy;

    private QrScanner(boolean deep, Effort effort) {
        this.deep = deep;
        this.effort = effort;
    }

    /**
     * Looks at a picture.
     *
     * @param deep whether to continue for longer than a person likes to wait
     * @return the codes in reading order, each payload once
     */
    public static List<QrCode> scan(BufferedImage image, boolean deep) {
        return scan(image, deep, new Effort(deep ? DEEP_EFFORT : USUAL_EFFORT));
    }

    static List<QrCode> scan(BufferedImage image, boolean deep, Effort effort) {
        QrScanner scanner = new QrScanner(deep, effort);
        Luminance eye = Luminance.of(image, Luminance.Mix.EYE, 255);
        boolean transparent = image.getColorModel().hasAlpha();
        if (!eye.isUniform()) {
            scanner.usual(eye);
            scanner.difficult(eye);
        }
        if (scanner.found.isEmpty()) {
            scanner.coloured(image, transparent);
        }
        if (scanner.found.isEmpty() && !eye.isUniform()) {
            scanner.stubborn(eye);
        }
        return QrCode.inReadingOrder(new ArrayList<>(scanner.found.values()));
    }

    /** What all but one code in ten need. */
    private void usual(Luminance eye) {
        View light = View.of(eye);
        View dark = View.of(eye.inverted());
        look(light, Binarization.HYBRID, false);
        look(dark, Binarization.HYBRID, false);
        if (eye.size() > PIXELS_HALVED) {
            look(light.reduced(2, 2), Binarization.HYBRID, false);
            look(dark.reduced(2, 2), Binarization.HYBRID, false);
        }
    }

    /** Dark pages around light codes, blur, noise, pixels that are not square, modules of a pixel. */
    private void difficult(Luminance eye) {
        View light = View.of(eye);
        View dark = View.of(eye.inverted());
        takeWhileNeeded(
                () -> {
                    if (noisy) {
                        look(light.blurred().blurred(), Binarization.HYBRID, false);
                    }
                },
                () -> look(light, Binarization.HYBRID, true),
                () -> look(light.blurred().reduced(2, 2), Binarization.HYBRID, true),
                () -> look(light, Binarization.HISTOGRAM, true),
                () -> look(dark, Binarization.HISTOGRAM, true),
                () -> look(light.blurred().blurred().reduced(4, 4), Binarization.HYBRID, false),
                () -> look(light.reduced(2, 1), Binarization.HYBRID, false),
                () -> look(light.reduced(1, 2), Binarization.HYBRID, false),
                () -> {
                    if (eye.size() < PIXELS_DOUBLED_MAX) {
                        look(light.enlarged(2), Binarization.HYBRID, false);
                        look(dark.enlarged(2), Binarization.HYBRID, false);
                    }
                },
                () -> look(light.reduced(2, 2), Binarization.OTSU, true));
    }

    /** Codes that are no darker than their page, only of another colour, or only there on a dark one. */
    private void coloured(BufferedImage image, boolean transparent) {
        List<Luminance> others = new ArrayList<>();
        if (transparent) {
            others.add(Luminance.of(image, Luminance.Mix.EYE, 0));
        }
        others.add(Luminance.of(image, Luminance.Mix.DARKEST, 255));
        others.add(Luminance.of(image, Luminance.Mix.BRIGHTEST, 255));
        for (Luminance other : others) {
            if (isDone()) {
                return;
            }
            if (!other.isUniform()) {
                look(View.of(other), Binarization.HYBRID, false);
                look(View.of(other.inverted()), Binarization.HYBRID, false);
            }
        }
    }

    private void stubborn(Luminance eye) {
        View light = View.of(eye);
        takeWhileNeeded(
                () -> look(light, Binarization.LOCAL_MEAN, true),
                () -> look(light.blurred(), Binarization.OTSU, true),
                () -> look(light.blurred().reduced(3, 3), Binarization.HYBRID, true),
                () -> {
                    if (eye.size() < PIXELS_TRIPLED_MAX) {
                        look(light.enlarged(3), Binarization.HYBRID, true);
                        look(light.blurred().enlarged(4), Binarization.OTSU, true);
                    }
                },
                () -> look(View.of(eye.inverted()), Binarization.LOCAL_MEAN, true),
                () -> look(light.blurred().blurred(), Binarization.LOCAL_MEAN, true));
    }

    @FunctionalInterface
    private interface Look {
        void take();
    }

    private void takeWhileNeeded(Look... looks) {
        for (Look look : looks) {
            if (isDone()) {
                return;
            }
            look.take();
        }
    }

    private boolean isDone() {
        return effort.isOver() || (!found.isEmpty() && unread.stream().noneMatch(this::isFree));
    }

    /** One look: ZXing's readers over the whole view, then cut-outs of what they left. */
    private void look(View view, Binarization binarization, boolean relaxed) {
        if (effort.isOver() || view.image().width() < 21 || view.image().height() < 21) {
            return;
        }
        effort.look(view);
        BinaryBitmap bitmap = binarization.of(view.image());
        BitMatrix matrix;
        try {
            matrix = bitmap.getBlackMatrix();
        } catch (NotFoundException e) {
            return; // nothing but one grey
        }
        List<Centre> centres = FinderSearch.find(matrix, relaxed);
        noisy |= !relaxed && centres.size() >= CENTRES_OF_NOISE_MIN;
        whole(view, bitmap, centres.size());
        List<Triple> triples = Triple.among(centres, matrix, deep ? CUTOUTS_DEEP * 3 : CUTOUTS_DEEP, effort);
        int tried = 0;
        for (Triple triple : triples) {
            Triple original = triple.scaled(view.scaleX(), view.scaleY());
            if (effort.isOver() || tried == (deep ? CUTOUTS_DEEP : CUTOUTS_USUAL)) {
                return;
            }
            if (!isFree(original)) {
                continue;
            }
            tried++;
            String payload = SingleCode.read(view.original(), original, deep, effort);
            if (payload != null) {
                add(payload, original, original.side());
            } else if (original.isCredible()) {
                unread.add(original);
            }
        }
    }

    private void whole(View view, BinaryBitmap bitmap, int centres) {
        if (centres >= 2 && centres <= CENTRES_FOR_MULTI_MAX) {
            try {
                for (Result result : new QRCodeMultiReader().decodeMultiple(bitmap, SingleCode.HINTS)) {
                    take(view, result);
                }
            } catch (NotFoundException | RuntimeException e) {
                // ZXing throws what it likes at what it cannot read; others have a look as well.
            }
        }
        if (found.isEmpty()) {
            Result single = SingleCode.read(bitmap);
            if (single != null) {
                take(view, single);
            }
        }
    }

    private void take(View view, Result result) {
        ResultPoint[] points = result.getResultPoints();
        if (result.getText().isEmpty() || points == null || points.length < 3) {
            return;
        }
        // Bottom left, top left, top right: the same three as of a triple.
        Centre corner = centre(points[1]);
        Centre right = centre(points[2]);
        Centre below = centre(points[0]);
        double leg = (corner.distance(right) + corner.distance(below)) / 2;
        Triple triple = new Triple(corner, right, below, 21, 1, 0, 1).scaled(view.scaleX(), view.scaleY());
        double scale = Math.sqrt(view.scaleX() * view.scaleY());
        add(result.getText(), triple, leg * scale * 1.25);
    }

    private static Centre centre(ResultPoint point) {
        return new Centre(point.getX(), point.getY(), 1, 1);
    }

    private void add(String payload, Triple where, double side) {
        read.add(where);
        found.putIfAbsent(payload, new QrCode(payload, where.middleX(), where.middleY(), side));
    }

    /** Whether none of the corners belongs to a code that was read. */
    private boolean isFree(Triple triple) {
        for (Triple known : read) {
            double reach =
                    known.corner().distance(known.right()) / 2 + known.corner().distance(known.below()) / 2;
            double distance = Math.hypot(known.middleX() - triple.middleX(), known.middleY() - triple.middleY());
            if (distance < reach * 0.6) {
                return false;
            }
        }
        return true;
    }
}
