from teacher_growth.i18n import _l

WORDS = {
    "MediaType": {
        "image/jpeg": _l("照片"),
        "image/png": _l("图片"),
        "image/webp": _l("图片"),
        "application/pdf": _l("PDF 文件"),
    },
}
REFUSALS = {
    "file_empty": _l("这个文件是空的"),
    "file_large": _l("超过 %(most)s MB，请压缩后再选"),
    "file_heic": _l("这是 HEIC 格式，请在手机“设置 › 相机 › 格式”中选“兼容性最佳”后重拍，或另存为 JPG"),
    "file_kind": _l("只能是照片（JPG、PNG、WebP）或 PDF"),
    "file_broken": _l("文件已损坏，打不开"),
    "file_pixels": _l("图片尺寸过大，请缩小后再选"),
}
