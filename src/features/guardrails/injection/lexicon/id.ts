import { words, type Entries } from './concepts.ts'

export const id: Entries = {
  override: words(
    `abaikan mengabaikan lupakan melupakan hiraukan jangan_hiraukan lewati timpa batalkan langgar singkirkan nonaktifkan matikan berhenti_mengikuti jangan_ikuti kesampingkan buang tinggalkan ganti bypass`,
  ),
  prior: words(
    `sebelumnya sebelum_ini terdahulu di_atas awal asli semula yang_ada sebelum tadi yang_diberikan selama_ini`,
  ),
  instruction: words(
    `instruksi instruksinya perintah aturan aturanmu pedoman petunjuk arahan prompt prompt_sistem pesan_sistem konfigurasi pengaturan kebijakan protokol`,
  ),
  restriction: words(
    `batasan pembatasan larangan filter penyaring sensor keamanan etika moral dilarang terlarang penghalang penolakan menolak tabu`,
  ),
  reveal: words(
    `tampilkan tunjukkan ungkapkan bocorkan beri_tahu beritahu katakan cetak ulangi kutip salin sebutkan kata_demi_kata bagikan ringkas tuliskan bacakan`,
  ),
  secret: words(
    `rahasia kata_sandi sandi kode_akses kunci kredensial tersembunyi internal pribadi token pin`,
  ),
  persona: words(
    `peran berperan pura-pura berpura-pura bertindak berlagak karakter persona kamu_sekarang sekarang_kamu anda_sekarang simulasikan tirukan jadilah bermain_peran menjadi`,
  ),
  switch: words(
    `sekarang mulai_sekarang mulai_saat_ini selanjutnya sebagai_gantinya alih-alih baru aktifkan beralih masuk_ke reset ulang buka_kunci mulai akhir mode`,
  ),
  secrecy: words(
    `jangan_sebutkan jangan_katakan jangan_beri_tahu tanpa_menyebut diam-diam secara_rahasia tanpa_bertanya tanpa_konfirmasi siapa_pun sembunyikan tanpa_sepengetahuan`,
  ),
  exfiltration: words(
    `kirim kirimkan teruskan unggah posting lampirkan sampaikan_ke transmisikan bagikan_ke`,
  ),
  action: words(
    `hapus transfer beli pesan pasang instal jalankan eksekusi buka klik kunjungi panggil ubah buat tambahkan unduh setujui`,
  ),
  person: words(`kamu anda kau engkau mu kalian`),
  obligation: words(`harus wajib mesti selalu perlu hanya pastikan tanpa_kecuali dalam_keadaan_apa_pun`),
  system: words(
    `sistem asisten kecerdasan_buatan model model_bahasa chatbot bot mode_pengembang mode_admin agen mesin ai`,
  ),
  harm: words(
    `senjata bom peledak virus malware retas meretas ilegal kejahatan mencuri penipuan racun narkoba serangan kekerasan berbahaya palsu`,
  ),
  urgency: words(`mendesak segera darurat perhatian penting peringatan cepat sekarang_juga jika_tidak`),
  unfiltered: words(
    `tanpa_filter tanpa_sensor tanpa_batas tanpa_batasan tanpa_aturan tidak_ada_aturan tidak_ada_batasan bebas apa_pun apa_saja tanpa_peringatan`,
  ),
  fiction: words(
    `cerita novel adegan naskah bayangkan anggap misalkan hipotetis fiksi fiktif dongeng puisi film`,
  ),
  answer: words(
    `awali_jawaban mulai_jawabanmu jawab jawab_hanya katakan_saja tulis_persis jawabanmu tidak_ada_yang_lain ya_atau_tidak`,
  ),
  politeness: words(
    `tolong terima_kasih mohon bisakah bolehkah saya_ingin halo selamat_pagi yth hormat_kami maaf`,
  ),
  security: words(`injeksi jailbreak kerentanan ancaman penyerang perlindungan deteksi audit keamanan_siber`),
  question: words(`apa bagaimana mengapa kenapa siapa di_mana kapan yang_mana berapa jelaskan perbedaan`),
  negation: words(`tidak jangan bukan tak tanpa tidak_pernah tidak_ada belum`),
  all: words(`semua seluruh setiap segala lengkap sepenuhnya apapun`),
  tool: words(
    `alat fungsi berkas file folder basis_data email surel kotak_masuk kalender peramban server skrip`,
  ),
  money: words(`uang pembayaran bayar rekening bank faktur kartu pengembalian harga rupiah saldo`),
  memory: words(`lupakan_semua ingat ingatan memori riwayat percakapan konteks dari_awal`),
  pretext: words(`uji tes pengujian evaluasi verifikasi penelitian pendidikan latihan percobaan demonstrasi`),
  authority: words(`pengembang administrator admin atasan bos direktur pemilik polisi resmi berwenang izin`),
  emotion: words(`mohon_sekali putus_asa sekarat nenek menangis rumah_sakit selamatkan percaya`),
  completion: words(
    `lengkapi selesaikan_kalimat lanjutkan isi kata_berikutnya dimulai_dengan petunjuknya teka-teki tebak rima`,
  ),
  encoding: words(`kodekan dekode terbalik eja huruf_demi_huruf huruf_pertama terjemahkan`),
  above: words(`teks_di_atas semua_di_atas awal_percakapan pesan_pertama baris_pertama`),
  link: words(`tautan gambar situs halaman alamat klik_di_sini`),
  comply: words(`ikuti patuhi turuti laksanakan lakukan_apa konfirmasi terima`),
  human: words(`pelanggan tim rekan karyawan tamu pengunjung bapak_ibu pesanan_anda hubungi_kami jam_buka`),
}
