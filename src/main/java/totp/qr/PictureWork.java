package totp.qr;

import totp.message.Message;

/**
 * What it would take to decode a picture, told by its structure before anything is decoded. The number of pixels bounds it in
 * most kinds; but a progressive JPEG goes over all of them once for each of its passes, of which a file of half a megabyte has
 * thousands, and a TIFF may be made of a picture for each of its lines.
 */
final class PictureWork {
    /**
     * Blocks of eight by eight pixels, counted once for each pass over them; about 30 ns each. A photograph of 50 megapixels
     * with ten passes has 20 million.
     */
    private static final long BLOCKS_MAX = 150_000_000;

    private static final int TIFF_PARTS_MAX = 40_000;

    /** Parts may reach beyond the edge; no writer makes them much larger than the picture. */
    private static final long TIFF_PIXELS_MAX = 400_000_000;

    private static final int TIFF_FIELDS_MAX = 4096;
    private static final int TIFF_OLD_JPEG = 6;
    private static final int TIFF_JPEG = 7;

    private final byte[] bytes;

    private PictureWork(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws PictureException if it is more than any picture needs */
    static void check(byte[] bytes) throws PictureException {
        PictureWork work = new PictureWork(bytes);
        if (work.at(0) == 0xff && work.at(1) == 0xd8) {
            work.checkBlocks(work.jpegBlocks(0, bytes.length));
        } else if ((work.at(0) == 'I' && work.at(1) == 'I') || (work.at(0) == 'M' && work.at(1) == 'M')) {
            work.checkTiff(work.at(0) == 'I');
        }
    }

    private void checkBlocks(long blocks) throws PictureException {
        if (blocks > BLOCKS_MAX) {
            throw new PictureException(Message.of("qr.goes-over-pixels-many"));
        }
    }

    /** Blocks in all passes: markers are walked from one to the next, and the data between them is skipped (ITU-T T.81, B.1.1). */
    private long jpegBlocks(int begin, int end) {
        long blocks = 0;
        long frame = 0;
        int i = begin;
        while (i + 3 < end) {
            if (at(i) != 0xff || at(i + 1) == 0 || at(i + 1) == 0xff) {
                i++;
                continue;
            }
            int marker = at(i + 1);
            boolean alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9);
            if (alone) {
                i += 2;
                continue;
            }
            boolean start = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (start && i + 9 < end) {
                frame = ((big(i + 5) + 7) / 8) * ((big(i + 7) + 7) / 8);
            } else if (marker == 0xda) {
                blocks += frame * Math.max(1, at(i + 4));
            }
            i += 2 + (int) Math.max(2, big(i + 2));
        }
        return blocks;
    }

    /** The parts that the first directory names (TIFF 6.0, section 2); readers look at no other. */
    private void checkTiff(boolean little) throws PictureException {
        long directory = number(4, 4, little);
        int fields = (int) Math.min(TIFF_FIELDS_MAX, number(directory, 2, little));
        long compression = 1;
        long width = 0;
        long height = 0;
        long partWidth = 0;
        long partHeight = 0;
        long offsets = -1;
        long lengths = -1;
        for (int i = 0; i < fields; i++) {
            long field = directory + 2 + 12L * i;
            long value = value(field, little);
            switch ((int) number(field, 2, little)) {
                case 256 -> width = value;
                case 257 -> height = value;
                case 259 -> compression = value;
                case 278, 323 -> partHeight = value;
                case 322 -> partWidth = value;
                case 273, 324 -> offsets = field;
                case 279, 325 -> lengths = field;
                default -> {}
            }
        }
        long parts = offsets < 0 ? 0 : number(offsets + 4, 4, little);
        long across = partWidth == 0 ? width : partWidth;
        long down = partHeight == 0 ? height : Math.min(partHeight, 1 << 20);
        if (parts > TIFF_PARTS_MAX || (parts > 1 && across * down > TIFF_PIXELS_MAX / parts)) {
            throw new PictureException(Message.of("qr.made-many-parts-decoding"));
        }
        if (compression == TIFF_OLD_JPEG) {
            throw new PictureException(Message.of("qr.tiff-jpeg-old-kind"));
        }
        if (compression == TIFF_JPEG && offsets >= 0 && lengths >= 0) {
            checkBlocks(tiffBlocks(parts, offsets, lengths, little));
        }
    }

    private long tiffBlocks(long parts, long offsets, long lengths, boolean little) {
        long blocks = 0;
        long walked = 0;
        for (int i = 0; i < parts && blocks <= BLOCKS_MAX; i++) {
            long begin = element(offsets, i, little);
            long length = element(lengths, i, little);
            walked += length;
            if (walked > bytes.length) {
                return Long.MAX_VALUE; // parts that share their bytes
            }
            if (begin < bytes.length) {
                blocks += jpegBlocks((int) begin, (int) Math.min(bytes.length, begin + length));
            }
        }
        return blocks;
    }

    /** The value of a field, or the first of several. */
    private long value(long field, boolean little) {
        return element(field, 0, little);
    }

    private long element(long field, int index, boolean little) {
        int size = number(field + 2, 2, little) == 3 ? 2 : 4;
        long count = number(field + 4, 4, little);
        long begin = count * size <= 4 ? field + 8 : number(field + 8, 4, little);
        return number(begin + (long) index * size, size, little);
    }

    private long number(long from, int length, boolean little) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | at(from + (little ? length - 1 - i : i));
        }
        return value;
    }

    private long big(int from) {
        return number(from, 2, false);
    }

    /** Zero beyond the end. */
    private int at(long index) {
        return index >= 0 && index < bytes.length ? bytes[(int) index] & 0xff : 0;
    }
}
