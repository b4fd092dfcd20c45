import { words, type Entries } from './concepts.ts'

export const tr: Entries = {
  override: words(
    `yoksay* yok_say görmezden_gel* göz_ardı_et* dikkate_alma* unut unutun boşver* atla atlat* geçersiz_kıl* üzerine_yaz* devre_dışı* iptal_et* kaldır* bypass* aş es_geç* hiçe_say* uyma uymayı_bırak bir_kenara_bırak takip_etme* terk_et* değiştir`,
  ),
  prior: words(
    `önceki evvelki yukarıdaki daha_önceki daha_önce ilk özgün orijinal mevcut geçmiş başlangıçtaki verilen eski şimdiye_kadar asıl`,
  ),
  instruction: words(
    `talimat* yönerge* kural* komut* emir emirler* yönlendirme* istem* sistem_istemi sistem_mesajı sistem_komutu direktif* protokol* yapılandırma* ayar* kılavuz* politika* programlama* prompt`,
  ),
  restriction: words(
    `kısıtlama* sınırlama* sınır* limit* filtre* sansür* güvenlik* etik ahlak* yasak* engel* koruma* moderasyon uygunsuz* reddet* tabu denetim*`,
  ),
  reveal: words(
    `göster* açıkla* ifşa_et* ortaya_çıkar* söyle* yazdır* tekrarla* tekrar_et* alıntıla* kopyala* listele* sırala* paylaş* kelimesi_kelimesine aynen birebir özetle* oku dök`,
  ),
  secret: words(
    `gizli* sır sırlar şifre* parola* erişim_kodu anahtar* api_anahtar* gizlenmiş saklı iç dahili token pin özel kimlik_bilgi*`,
  ),
  persona: words(
    `rol* rol_yap* gibi_davran* davran mış_gibi_yap taklit_et* canlandır* karakter* kişilik artık_sen sen_artık sen_şimdi simüle_et* bürün* dönüş* oyna* kılığına_gir`,
  ),
  switch: words(
    `şimdi artık bundan_sonra bundan_böyle şu_andan_itibaren yerine bunun_yerine yeni geç aktif_et* etkinleştir* sıfırla* yeniden_başlat* kilidini_aç* başla* son mod* moduna`,
  ),
  secrecy: words(
    `bahsetme* söyleme* sözünü_etme* gizlice sessizce kimseye belli_etmeden haber_vermeden sormadan onay_almadan bildirmeden habersiz sakla* gizle* aramızda çaktırmadan`,
  ),
  exfiltration: words(
    `gönder* yolla* ilet* aktar* yükle* yayınla* postala* e-posta_at adresine sunucuya sızdır*`,
  ),
  action: words(
    `sil silin silme* havale_et* transfer_et* satın_al* rezerve_et* rezervasyon sipariş_et* çalıştır* yürüt* aç tıkla* ziyaret_et* çağır* oluştur* ekle indir* onayla* iptal güncelle* ödeme_yap*`,
  ),
  person: words(`sen seni sana senin siz sizi size sizin sende`),
  obligation: words(
    `malısın melisin zorunda* zorunlu* gerek* gerekir şart her_zaman daima kesinlikle mutlaka yalnızca sadece emin_ol* istisnasız mecbur*`,
  ),
  system: words(
    `sistem* asistan* yapay_zeka* yapay_zekâ model* dil_modeli chatbot bot geliştirici_modu hata_ayıklama_modu yönetici_modu ajan makine robot`,
  ),
  harm: words(
    `silah* bomba* patlayıcı* kötü_amaçlı virüs* hack* yasadışı suç* hırsız* dolandır* zehir* uyuşturucu* saldır* öldür* şiddet tehlikeli* zararlı* sahte* şantaj*`,
  ),
  urgency: words(
    `acil* hemen derhal ivedi* dikkat önemli* uyarı* çabuk hızlı kritik son_uyarı aksi_takdirde süre`,
  ),
  unfiltered: words(
    `filtresiz* sansürsüz* sınırsız* kısıtlamasız* kuralsız* hiçbir_kural hiçbir_sınır hiçbir_filtre özgürce her_şeyi ne_istersem ne_sorarsam tabusuz uyarısız*`,
  ),
  fiction: words(
    `hikaye* hikâye* öykü* roman* sahne* senaryo* hayal_et* farz_et* varsay* diyelim_ki hayali* kurgu* kurgusal* teorik* masal* şiir* film* rüya* paralel_evren kahraman* diyalog* oynayalım`,
  ),
  answer: words(
    `cevabına_başla şununla_başla diye_başla yanıtla* cevapla* cevap_ver* sadece_şunu yalnızca_şunu sadece_yaz yanıtın cevabın bitir* başka_bir_şey açıklama_yapmadan evet_veya_hayır tek_kelime*`,
  ),
  politeness: words(
    `lütfen teşekkür* sağ_ol rica* misin mısın misiniz mısınız isterim istiyorum merhaba selam günaydın iyi_günler sayın sevgili saygılar* özür* affedersin*`,
  ),
  security: words(
    `enjeksiyon* jailbreak zafiyet* güvenlik_açığı tehdit* saldırgan* sızma_testi koruma savunma* tespit* denetim_raporu araştırmacı* siber* oltalama farkındalık`,
  ),
  question: words(
    `ne neden niçin nasıl kim nerede ne_zaman hangi kaç anlat* açıklar_mısın demek fark var_mı mi mı`,
  ),
  negation: words(`değil yok asla hiç hiçbir olmadan olmaksızın hayır yapma ne_de kimse kaçın*`),
  all: words(`tüm bütün hepsi hepsini her herhangi tamamen tamamı tamamını tam komple`),
  tool: words(
    `araç araçlar* fonksiyon* işlev* dosya* klasör* veritabanı* e-posta* posta_kutusu gelen_kutusu takvim* tarayıcı* arama* api sunucu* betik* terminal depo bilet`,
  ),
  money: words(
    `para ödeme* öde hesap* havale* banka* fatura* kart* iade* fiyat* euro lira* dolar* tutar* bakiye* maaş* iban`,
  ),
  memory: words(
    `her_şeyi_unut hatırla* hafıza* bellek* geçmişi sohbet* konuşma* bağlam* sıfırdan baştan temizle* aklında_tut`,
  ),
  pretext: words(
    `test* deneme* değerlendirme* doğrulama* hata_ayıklama bakım* araştırma* eğitim* akademik alıştırma* deney* gösterim* denetim bilimsel* tatbikat*`,
  ),
  authority: words(
    `geliştirici* yönetici* admin patron* müdür* sahibi* polis* resmi* yetkili* yetki* izin* onaylı bilgi_işlem güvenlik_ekibi adına doktor* yaratıcı*`,
  ),
  emotion: words(
    `yalvar* çaresiz* ölüyor* ölecek büyükanne* babaanne* anneanne* nine ağla* hastane* kurtar* işimi_kaybe* kork* güven arkadaş* hayal_kırık* cezaland* ödüllendir* üzgün* hasta`,
  ),
  completion: words(
    `tamamla* bitir_cümleyi cümleyi_bitir devam_et* boşluk* doldur* sonraki_kelime sonraki_satır ile_başlayan ipucu* bilmece* tahmin* kafiye* talimatlarım`,
  ),
  encoding: words(
    `base64 kodla* şifrele* çöz* deşifre* tersten ters_çevir* hecele* harf_harf ilk_harf* çevir* tercüme* mors* onaltılık ikili json_olarak kod_bloğu`,
  ),
  above: words(
    `yukarıdaki_metin yukarıdaki_her_şey yukarıda konuşmanın_başı* sohbetin_başı* ilk_mesaj* ilk_satır* bu_mesajdan_önce bundan_önceki`,
  ),
  link: words(`bağlantı* link* url resim* görsel* site* sayfa* adres* buraya_tıkla* markdown html piksel`),
  comply: words(
    `uy uyun itaat_et* takip_et* yerine_getir* dediğimi_yap ne_dersem kabul_et* doğrula* uygula* riayet*`,
  ),
  human: words(
    `müşteri* ekip* çalışan* personel* misafir* ziyaretçi* sayın_müşterimiz bayanlar_baylar üye* veli* öğrenci* hasta_yakını siparişiniz randevunuz bizi_arayın iletişime_geçin çalışma_saatleri`,
  ),
}
