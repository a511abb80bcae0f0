package totp.qr;

/** A picture to look at, and how its pixels lie in the original. */
record View(Luminance image, Luminance original, double scaleX, double scaleY) {
    static View of(Luminance original) {
        return new View(original, original, 1, 1);
    }

    View reduced(int x, int y) {
        return new View(image.reduced(x, y), original, scaleX * x, scaleY * y);
    }

    View enlarged(int factor) {
        return new View(image.enlarged(factor), original, scaleX / factor, scaleY / factor);
    }

    View blurred() {
        return new View(image.blurred(), original, scaleX, scaleY);
    }
}
