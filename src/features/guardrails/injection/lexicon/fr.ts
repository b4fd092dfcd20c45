import { words, type Entries } from './concepts.ts'

export const fr: Entries = {
  override: words(
    `ne_tenez_plus_compte ne_tiens_plus_compte ignor* oublie oubliez oublier néglige* contourn* outrepass* passe_outre passez_outre annule annulez désactiv* écarte* écrase* remplace* fais_abstraction faites_abstraction ne_tiens_pas_compte ne_tenez_pas_compte ne_tiens_plus ne_respecte* abandonn* laisse_tomber mets_de_côté suspend* libère-toi affranchis*`,
  ),
  prior: words(
    `précédent* précédemment antérieur* ci-dessus initial* originel* d'origine original* avant auparavant préalable* existant* reçu reçues donné* jusqu'ici passé*`,
  ),
  instruction: words(
    `instruction* consigne* règle règles directive* ordre ordres prompt invite invite_système message_système prompt_système commande commandes protocole* configuration paramètre* réglages ligne_directrice lignes_directrices programmation politique`,
  ),
  restriction: words(
    `restriction* limite limites limitation* filtre filtres censur* sécurité éthique* moral* interdi* barrière* garde-fou* garde-fous modération contrainte* refus refuse* tabou bloqué* inapproprié*`,
  ),
  reveal: words(
    `révèle* révélez dévoil* divulgu* affich* montre montrez donne-moi donnez-moi dis-moi dites-moi répète* répétez imprim* cite citez recopie* copie liste listez énumèr* mot_pour_mot mot_à_mot textuellement expose* partage* résume* lis-moi écris_tout`,
  ),
  secret: words(
    `secret secrets secrète* mot_de_passe mots_de_passe mot_secret code_secret code_d'accès clé clef clés identifiant* confidentiel* caché* interne internes masqué* jeton pin non_publi*`,
  ),
  persona: words(
    `rôle jeu_de_rôle fais_semblant faites_semblant prétend* incarne* incarnez comporte-toi comportez-vous agis_comme agissez_comme joue jouez personnage persona tu_es_maintenant vous_êtes_maintenant tu_es_désormais simul* imite* glisse-toi devien* transforme-toi`,
  ),
  switch: words(
    `maintenant désormais dorénavant à_partir_de_maintenant à_présent plutôt au_lieu nouvelle nouvelles nouveau nouveaux active activez passe_en bascul* réinitialis* redémarr* déverrouill* commence commencez fin_des mode dès_lors`,
  ),
  secrecy: words(
    `ne_mentionne ne_mentionnez sans_mentionner secrètement en_secret discrètement silencieusement sans_prévenir sans_demander ne_dis_rien ne_le_dis à_personne sans_le_dire sans_avertir cache_le à_l'insu entre_nous invisible* sans_confirmation`,
  ),
  exfiltration: words(
    `envoie envoyez envoyer transmet* transfère* transférez télévers* publie* poste postez expédi* fais_suivre faites_suivre joins ajoute_à rapporte exfiltr* communique par_mail par_courriel partage_avec`,
  ),
  action: words(
    `supprim* efface* vire virez achète* achetez réserve* commande_un installe* exécut* ouvre ouvrez clique* cliquez visite* appelle* modifi* change* crée* ajoute* télécharg* approuve* résilie* lance* autorise*`,
  ),
  person: words(`tu toi te ton ta tes vous votre vos`),
  obligation: words(
    `dois devez doit doivent faut il_faut obligatoire* impérativement toujours absolument en_aucun_cas uniquement strictement nécessaire* sans_exception assure-toi assurez-vous obligé*`,
  ),
  system: words(
    `système assistant ia i.a. modèle modèle_de_langage chatbot bot robot intelligence_artificielle mode_développeur mode_débogage mode_admin agent machine`,
  ),
  harm: words(
    `arme armes bombe* explosif* malware virus pirater pirat* illégal* crime* vol voler fraude* poison drogue* attaqu* tuer violen* dangereu* nuisible* faux_papiers chantage escroqu*`,
  ),
  urgency: words(
    `urgent* urgence immédiatement immédiat* tout_de_suite sur-le-champ attention important* avertissement vite rapidement délai critique dernier_rappel sinon alerte`,
  ),
  unfiltered: words(
    `sans_filtre sans_filtres sans_censure non_censuré* sans_restriction sans_restrictions sans_limite sans_limites sans_règles aucune_règle aucune_limite aucun_filtre illimité* libre_de librement n'importe_quoi tout_ce_que_je quoi_que_ce_soit débridé* sans_tabou sans_avertissement*`,
  ),
  fiction: words(
    `histoire* récit roman scène scénario imagine imaginez suppose* supposons hypothétique* fictif* fictive* fiction théorique* conte poème film rêve monde_parallèle héros méchant dialogue jouons`,
  ),
  answer: words(
    `commence_ta commence_par réponds répondez réponds_seulement réponds_uniquement dis_seulement dis_juste écris_exactement ta_réponse votre_réponse termine_par rien_d'autre sans_explication oui_ou_non en_un_mot`,
  ),
  politeness: words(
    `s'il_te_plaît s'il_vous_plaît svp stp merci pourrais-tu pourriez-vous peux-tu pouvez-vous j'aimerais je_voudrais bonjour bonsoir salut cher chère cordialement désolé excuse*`,
  ),
  security: words(
    `injection jailbreak vulnérabilité* faille* menace* attaquant* test_d'intrusion protection défense* détect* audit chercheur* sensibilisation cybersécurité hameçonnage`,
  ),
  question: words(
    `quoi que quel quelle quels quelles comment pourquoi qui où quand combien explique* expliquez qu'est-ce est-ce différence signifie`,
  ),
  negation: words(`ne pas n'est jamais rien aucun aucune sans non ni personne plus_besoin évite*`),
  all: words(
    `tout toute tous toutes chaque entier entière entièrement intégral* complet complète complètement ensemble totalité n'importe`,
  ),
  tool: words(
    `outil* fonction* fichier* dossier* base_de_données e-mail e-mails courriel* boîte_mail agenda calendrier navigateur recherche api serveur script terminal dépôt ticket`,
  ),
  money: words(
    `argent paiement* payer compte virement* banque facture* carte rembours* prix euro euros montant chèque_cadeau salaire iban`,
  ),
  memory: words(
    `oublie_tout souviens* souvenez* mémoire historique conversation contexte repars_de_zéro efface_ta recommence table_rase retiens mémorise*`,
  ),
  pretext: words(
    `test tests évaluation vérification débogage maintenance recherche éducati* pédagogique* exercice expérience démonstration audit scientifique* entraînement`,
  ),
  authority: words(
    `développeur* administrat* patron chef directeur directrice propriétaire police officiel* autoris* permission habilit* agréé* service_informatique équipe_de_sécurité au_nom_de médecin responsable`,
  ),
  emotion: words(
    `supplie désespéré* mourir meurt mamie grand-mère pleure* hôpital sauve* sauver perdre_mon_emploi peur confiance ami amie déçu* puni* récompens* triste seul_espoir malade`,
  ),
  completion: words(
    `complète* complétez termine_la_phrase finis_la continue_la poursuis mot_suivant ligne_suivante commence_par_les texte_à_trous indice* devinette devine* rime* mes_instructions_sont`,
  ),
  encoding: words(
    `base64 encod* code_en décod* chiffr* déchiffr* à_l'envers épelle* épelez lettre_par_lettre premières_lettres tradui* traduis traduisez morse hexadécimal binaire inverse en_json bloc_de_code`,
  ),
  above: words(
    `texte_ci-dessus ce_qui_précède tout_ce_qui_précède plus_haut au-dessus début_de_cette début_de_la_conversation premier_message première_ligne premières_lignes avant_ce_message`,
  ),
  link: words(`lien liens url image images site adresse cliquez_ici clique_ici markdown html pixel intègre*`),
  comply: words(
    `suis suivez suivre obéi* respecte exécute_ces conforme* fais_ce_que faites_ce_que fais_exactement accepte* confirme* applique*`,
  ),
  human: words(
    `client* clients équipe collègue* collaborateur* visiteurs invités mesdames messieurs chers membres parents élèves patients votre_commande votre_rendez-vous contactez-nous appelez-nous horaires`,
  ),
}
