-- MySQL dump 10.13  Distrib 8.0.30
/*!40101 SET NAMES utf8 */;
CREATE DATABASE IF NOT EXISTS `odd` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;
USE `odd`;
DROP TABLE IF EXISTS `thing`;
CREATE TABLE `thing` (
  `id` int NOT NULL AUTO_INCREMENT,
  `Size` decimal(6,2) NOT NULL DEFAULT '1.50',
  `Name` varchar(20) COLLATE utf8mb4_general_ci DEFAULT NULL,
  `Made` datetime DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`Name`),
  KEY `size` (`Size`,`Made`)
) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
LOCK TABLES `thing` WRITE;
INSERT INTO `thing` VALUES (1,2.50,'it\'s; a ''quote''\n--','2020-01-02 03:04:05'),(2,-3.00,NULL,NULL);
INSERT INTO `thing` (`id`, `Size`) VALUES (3, 4);
UNLOCK TABLES;
CREATE DATABASE `other`;
USE `other`;
CREATE TABLE `part` (`thing` int, CONSTRAINT `p` FOREIGN KEY (`thing`) REFERENCES `thing` (`id`));
USE `odd`;
