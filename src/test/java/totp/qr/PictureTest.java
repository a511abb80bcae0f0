package totp.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures are known by their content, and bounded before they are decoded. */
class PictureTest {
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff"})
    void theUsualKindsAreKnownByTheirContent(String format) throws Exception {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        assertTrue(PictureKind.looksLike(out.toByteArray()));
        assertEquals(40, Picture.decode(out.toByteArray()).getWidth());
        byte[] cut = java.util.Arrays.copyOf(out.toByteArray(), out.size() / 2);
        try {
            assertEquals(40, Picture.decode(cut).getWidth()); // some decoders make do with half
        } catch (PictureException e) {
            assertTrue(String.valueOf(e.getMessage()).length() > 10);
        }
    }

    @Test
    void whatIsNoPictureIsRefused() {
        for (byte[] bytes : List.of(
                new byte[0],
                "GIF89a".getBytes(StandardCharsets.US_ASCII),
                "otpauth://totp/a?secret=AAAA".getBytes(StandardCharsets.US_ASCII),
                new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
                "\0\0\0\40ftypavif-------".getBytes(StandardCharsets.US_ASCII))) {
            assertThrows(PictureException.class, () -> Picture.decode(bytes));
        }
    }

    /** Nearly nothing in the file, and a gigabyte or a minute in a decoder that believes it. */
    @ParameterizedTest
    @ValueSource(ints = {40_000, 32_768, 11_000})
    void aBombIsRefusedByWhatItClaims(int side) throws Exception {
        byte[] bomb = png(side, side, side == 11_000 ? 64 : 1000);
        assertTrue(bomb.length < 100_000, "bytes: " + bomb.length);
        PictureException refusal = assertThrows(PictureException.class, () -> Picture.decode(bomb));
        assertEquals("it claims " + side + " by " + side + " pixels, which is too large", refusal.getMessage());
    }

    /** A grey PNG of one bit a pixel, of which only some lines are there. */
    private static byte[] png(int width, int height, int lines) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeLong(0x89504e470d0a1a0aL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {1, 0, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(data, new Deflater(9))) {
            for (int i = 0; i < lines; i++) {
                deflated.write(new byte[1 + (width + 7) / 8]);
            }
        }
        chunk(out, "IDAT", data.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    /** A pass over all pixels costs a few bytes, and half a minute where there are a thousand of them. */
    @Test
    void aJpegOfThousandsOfPassesIsRefusedAtOnce() {
        PictureException refusal =
                assertThrows(PictureException.class, () -> Picture.decode(progressive(10_000, 10_000, 2_000)));
        assertEquals(
                "it goes over its pixels so many times that decoding it would take too long", refusal.getMessage());
        // Markers in the segments of others and padding before markers hide nothing.
        byte[] hidden = progressive(10_000, 10_000, 2_000, new byte[] {
            (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xe1, 0, 8, (byte) 0xff, (byte) 0xd9, 0, 0, 0, 0
        });
        assertThrows(PictureException.class, () -> Picture.decode(hidden));
        byte[] tiff = tiff(progressive(10_000, 10_000, 2_000));
        assertEquals(
                refusal.getMessage(),
                assertThrows(PictureException.class, () -> Picture.decode(tiff)).getMessage());
    }

    @Test
    void aPhotographWithAFewPassesIsRead() throws Exception {
        assertEquals(640, Picture.decode(progressive(640, 480, 10)).getWidth());
    }

    /** Parts that are the same bytes again and again cost nothing in the file. */
    @Test
    void aTiffOfCountlessPartsIsRefusedAtOnce() {
        for (int parts : new int[] {50_000, 2_000_000}) {
            ByteBuffer tiff = ByteBuffer.allocate(200 + 8 * parts).order(ByteOrder.LITTLE_ENDIAN);
            tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) 8);
            field(tiff, 256, 1, 4096);
            field(tiff, 257, 1, 4096);
            field(tiff, 258, 1, 8);
            field(tiff, 259, 1, 8);
            field(tiff, 322, 1, 16);
            field(tiff, 323, 1, 16);
            field(tiff, 324, parts, 150);
            field(tiff, 325, parts, 150 + 4 * parts);
            assertThrows(PictureException.class, () -> Picture.decode(tiff.array()));
        }
    }

    private static void field(ByteBuffer tiff, int tag, int count, int value) {
        tiff.putShort((short) tag).putShort((short) 4).putInt(count).putInt(value);
    }

    /** One strip of JPEG. */
    private static byte[] tiff(byte[] jpeg) {
        ByteBuffer tiff = ByteBuffer.allocate(200 + jpeg.length).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) 8);
        field(tiff, 256, 1, 64);
        field(tiff, 257, 1, 64);
        field(tiff, 258, 1, 8);
        field(tiff, 259, 1, 7);
        field(tiff, 262, 1, 1);
        field(tiff, 273, 1, 200);
        field(tiff, 278, 1, 64);
        field(tiff, 279, 1, jpeg.length);
        tiff.position(200);
        tiff.put(jpeg);
        return tiff.array();
    }

    /** A grey progressive JPEG (ITU-T T.81): the mean of each block once, and then passes that say that nothing follows. */
    private static byte[] progressive(int width, int height, int passes, byte... before) {
        int blocks = (width + 7) / 8 * ((height + 7) / 8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
        out.writeBytes(before);
        byte[] quantization = new byte[65];
        java.util.Arrays.fill(quantization, 1, 65, (byte) 1);
        segment(out, 0xdb, quantization);
        byte[] size = {8, (byte) (height >> 8), (byte) height, (byte) (width >> 8), (byte) width, 1, 1, 0x11, 0};
        segment(out, 0xc2, size);
        byte[] means = new byte[18];
        means[1] = 1;
        segment(out, 0xc4, means);
        byte[] runs = new byte[18];
        runs[0] = 0x10;
        runs[1] = 1;
        runs[17] = (byte) 0xe0;
        segment(out, 0xc4, runs);
        segment(out, 0xda, new byte[] {1, 1, 0, 0, 0, 0});
        out.writeBytes(new byte[blocks / 8 + 1]);
        StringBuilder bits = new StringBuilder();
        for (int left = blocks; left > 0; left -= 32_767) {
            int run = Math.max(16_384, Math.min(left, 32_767));
            bits.append('0')
                    .append(Integer.toBinaryString((run - 16_384) | 1 << 14).substring(1));
        }
        bits.append("1".repeat((8 - bits.length() % 8) % 8));
        for (int i = 0; i < passes; i++) {
            segment(out, 0xda, new byte[] {1, 1, 0, 1, 0x3f, 0});
            for (int at = 0; at < bits.length(); at += 8) {
                int b = Integer.parseInt(bits.substring(at, at + 8), 2);
                out.write(b);
                if (b == 0xff) {
                    out.write(0);
                }
            }
        }
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] data) {
        out.writeBytes(
                new byte[] {(byte) 0xff, (byte) marker, (byte) ((data.length + 2) >> 8), (byte) (data.length + 2)});
        out.writeBytes(data);
    }

    @Test
    void aSecretThatBeginsLikeABitmapIsNone() {
        assertFalse(PictureKind.looksLike("BMFRGGZDFMZTWQ2LKNNWG23TPOBYXE43".getBytes(StandardCharsets.US_ASCII)));
    }
}
